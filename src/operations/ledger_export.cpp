#include <array>

#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{
    {.name = "LEDGER", .sentence = "The ledger's folder.", .required = true, .positional = true},
    {.name = "checkpoint", .kind = Parameter::Kind::flag, .sentence = "Only the newest signed checkpoint, to be kept elsewhere."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(arguments.text("LEDGER")));
    Output output;
    if (arguments.flag("checkpoint")) {
        ASSIGN_OR_RETURN(output.text, ledger.storage->checkpoint());
        return output;
    }
    RETURN_IF_ERROR(records::write_export(*ledger.storage, ledger.key, [&](const std::string& line) { output.text += line + "\n"; }));
    return output;
}

}  // namespace

extern const Operation ledger_export{
    .id = "ledger_export",
    .command = "ledger export",
    .scope = on_this_machine,
    .summary = "Writes a ledger as lines of JSON, for whoever wants to check it without us.",
    .about = "The lines are canonical JSON: a head with the public key, the entries, the names and comments beside them that have not been erased, and the newest checkpoint. `tools/verify_ledger.py` checks such a file with nothing but "
             "Python's standard library; it shares no code with Charter.",
    .parameters = parameters,
    .example = "charter ledger export ledger --output ledger.ndjson",
    .run = run,
};

}  // namespace operations
