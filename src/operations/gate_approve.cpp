#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 9> parameters{{
    gate_product, gate_version, gate_name,
    {.name = "subject", .sentence = "The digest of what was seen, or twelve of its digits: charter gates show prints it.", .placeholder = "DIGEST", .required = true},
    {.name = "role", .sentence = "In which role, for whoever holds several that the gate asks.", .placeholder = "ROLE"},
    {.name = "refuse", .kind = Parameter::Kind::flag, .sentence = "It was looked at and refused."},
    {.name = "comment", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    ASSIGN_OR_RETURN(const std::string role, role_at(request, at, arguments.text("role")));
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    RETURN_IF_ERROR(must_be_seen(card, arguments.text("subject")));
    std::optional<records::ApprovalRequest> asked;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) {
        const auto* found = state.gate(report::well_formed(at.document->product), at.gate.id, report::well_formed(at.version)).request_for(card.subject);
        if (found != nullptr) asked = *found;
    }));
    if (!asked) return base::Error{base::Fault::conflict, "nobody has asked for it as it stands now", "charter gates ask does"};
    const bool refuse = arguments.flag("refuse");
    if (!refuse && asked->by == request.actor->id) return base::Error{base::Fault::denied, "whoever asked for an approval does not give it", "somebody else who holds the role " + role + " can"};
    base::json::object body = gate_body(at);
    body["subject"] = card.subject;
    body["role"] = role;
    body["outcome"] = refuse ? "refused" : "given";
    RETURN_IF_ERROR(remember(request, surroundings.now, "approval", std::move(body), arguments.text("comment")));
    ASSIGN_OR_RETURN(const auto after, card_at(request, at));
    return gate_output(after, arguments.text("format", "text"));
}

}  // namespace

extern const Operation gate_approve{
    .id = "gate_approve",
    .command = "gates approve",
    .route = {Method::post, "/v1/products/{product}/gates/{gate}/approvals"},
    .scope = base::Scope::approve,
    .summary = "Approves, or with --refuse refuses, exactly what was seen of a version before a gate.",
    .about = "Only whoever holds a role that the gate asks, and did not ask for the approval. Consent and dissent stand beside each other in the ledger; whoever says something again means what they said last. One person counts for one place of a quorum.",
    .parameters = parameters,
    .example = "charter gates approve flight-delay-alerts 3 --gate release --subject 4f1c9a0b77de",
    .run = run,
};

}  // namespace operations
