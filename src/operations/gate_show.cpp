#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 5> parameters{{gate_product, gate_version, gate_name, gate_format, json_parameter}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const AtGate at, at_gate(*surroundings.request, arguments));
    ASSIGN_OR_RETURN(const auto card, card_at(*surroundings.request, at));
    return gate_output(card, arguments.text("format", "text"));
}

}  // namespace

extern const Operation gate_show{
    .id = "gate_show",
    .command = "gates show",
    .route = {Method::get, "/v1/products/{product}/gates/{gate}"},
    .scope = base::Scope::view,
    .summary = "Whether a version passes a gate: kept, broken or unproven, with every line of what is asked.",
    .about = "Evidence from files is that of the ledger; what is asked of a shadow, a canary or live traffic is measured anew, approvals and reviews are counted as they stand. Unproven does not pass. The exit code is 0 when the gate opens, 1 when it "
             "is broken, 2 when it is unproven. Argo Rollouts reads the JSON with its web metric: jsonPath `{$.verdict}` and successCondition `result == \"kept\"`.",
    .parameters = parameters,
    .example = "charter gates show flight-delay-alerts 3 --gate release",
    .run = run,
};

}  // namespace operations
