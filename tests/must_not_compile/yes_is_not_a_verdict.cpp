// A gate opened with a number or a yes: only verdicts open gates.
#include "verdicts/verdict.h"

int code() { return verdicts::gate_exit_code({{charter::Breach::stop, true}}); }
