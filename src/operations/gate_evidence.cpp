#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "operations/gates/gate_evidence.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    gate_product, gate_version, gate_name,
    {.name = "data", .kind = Parameter::Kind::body, .sentence = "What the version has scored, with labels: a Parquet, CSV or NDJSON file.", .placeholder = "FILE", .required = true},
    gate_format, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    if (request.body.empty()) return base::Error{base::Fault::input, "there is no file in the body", "send it as it stands: curl --data-binary @scored.parquet"};
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    RETURN_IF_ERROR(take_holdout(*request.service, *at.product, at.gate, at.version, request.body, *request.actor));
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    return gate_output(card, arguments.text("format", "text"));
}

}  // namespace

extern const Operation gate_evidence{
    .id = "gate_evidence",
    .command = "gates evidence",
    .route = {Method::post, "/v1/products/{product}/gates/{gate}/evidence"},
    .scope = base::Scope::edit,
    .summary = "Judges a file that a version has scored, for a gate, and says whether the version passes.",
    .about = "The promises that the gate asks for on a holdout are judged by the charter that stands in the ledger, and what was found becomes an entry with the digest of the file. It counts until charter, version or file change, or until it is too old.",
    .parameters = parameters,
    .example = "charter gates evidence flight-delay-alerts 3 --gate release --data scored.parquet",
    .run = run,
};

}  // namespace operations
