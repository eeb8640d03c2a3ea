#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    gate_product, gate_version, gate_name,
    {.name = "comment", .sentence = "What is to be remembered; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    base::json::object body = gate_body(at);
    body["subject"] = card.subject;
    RETURN_IF_ERROR(remember(request, surroundings.now, "gate_comment", std::move(body), arguments.text("comment")));
    return Output{.text = fmt::format("The ledger has the comment on version {} of {}.\n", report::plain(at.version), report::plain(at.document->product))};
}

}  // namespace

extern const Operation gate_comment{
    .id = "gate_comment",
    .command = "gates comment",
    .route = {Method::post, "/v1/products/{product}/gates/{gate}/comments"},
    .scope = base::Scope::edit,
    .summary = "Says something about a version before a gate, without deciding; it becomes part of the record.",
    .about = "The entry of the ledger holds the digest of the words and of what they are about.",
    .parameters = parameters,
    .example = "charter gates comment flight-delay-alerts 3 --gate release --comment \"the small airports are worse\"",
    .run = run,
};

}  // namespace operations
