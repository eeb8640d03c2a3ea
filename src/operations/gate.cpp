#include <array>
#include <fstream>
#include <sstream>

#include "operations/gates/gate_arguments.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    gate_product, gate_version,
    {.name = "gate", .sentence = "The gate.", .placeholder = "GATE", .fallback = "release"},
    {.name = "data", .sentence = "What the version has scored, with labels: it is judged first.", .placeholder = "FILE"},
    gate_format, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    Arguments asked = arguments;
    asked.values.try_emplace("gate", std::vector<std::string>{"release"});
    if (!arguments.has("data")) return surroundings.ask("gate_show", asked, {});
    std::ifstream file(arguments.text("data"), std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    if (!file) return base::Error{base::Fault::missing, "cannot read file: " + arguments.text("data"), "check the path and its permissions"};
    asked.values.erase("data");
    return surroundings.ask("gate_evidence", asked, bytes.str());
}

}  // namespace

extern const Operation gate{
    .id = "gate",
    .command = "gate",
    .scope = on_this_machine,
    .summary = "Asks a server whether a version passes a gate; with --data it judges a file that the version has scored first.",
    .about = "For CI: the exit code is 0 when the gate opens, 1 when it is broken, 2 when it is unproven; --format junit and markdown say the same to people (docs/gates.md).",
    .parameters = parameters,
    .example = "charter gate flight-delay-alerts 3 --data scored.parquet --format junit",
    .run = run,
};

}  // namespace operations
