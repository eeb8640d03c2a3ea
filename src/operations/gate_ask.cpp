#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "charter/term.h"
#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 6> parameters{{
    gate_product, gate_version, gate_name,
    {.name = "comment", .sentence = "What those who decide should know; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    if (at.gate.approvals.empty()) return base::Error{base::Fault::input, "the gate " + at.gate.id + " asks for no approval", "charter gates show says what it asks for"};
    if (card.subject.empty()) return base::Error{base::Fault::conflict, "there is no evidence yet that anybody could approve", "send it first: charter gate PRODUCT VERSION --data FILE"};
    base::json::object body = gate_body(at);
    const base::Time due = charter::end_of_term(surroundings.now, at.gate.due, at.document->zone);
    body["subject"] = card.subject;
    body["due"] = base::format(due);
    base::json::array seen;
    for (const auto& line : card.lines) seen.emplace_back(base::json::object{{"kind", line.kind}, {"id", line.id}, {"on", line.on}, {"verdict", verdicts::name(line.verdict)}});
    body["seen"] = std::move(seen);
    RETURN_IF_ERROR(remember(request, surroundings.now, "approval_request", std::move(body), arguments.text("comment")));
    for (const auto& role : std::set<std::string>(at.gate.approvals.begin(), at.gate.approvals.end())) {
        RETURN_IF_ERROR(request.service->telling().ask(*at.document, role, "gate " + at.gate.id, fmt::format("Version {} waits for an approval by {}, due {}.", at.version, role, base::format(due)), approval_advice(at.document->product, at.gate.id, at.version, card.subject), surroundings.now));
    }
    return shown(arguments, fmt::format("Approval of version {} was asked for, due {}.\nWho approves says what they saw: charter gates approve {} {} --gate {} --subject {}\n", at.version, base::format(due), report::plain(at.document->product), report::plain(at.version), at.gate.id, card.subject),
                 base::json::object{{"subject", card.subject}, {"due", base::format(due)}});
}

}  // namespace

extern const Operation gate_ask{
    .id = "gate_ask",
    .command = "gates ask",
    .route = {Method::post, "/v1/products/{product}/gates/{gate}/requests"},
    .scope = base::Scope::edit,
    .summary = "Asks for the approvals that a gate needs of a version as it stands now.",
    .about = "The request is bound to the digest of version, evidence and charter: where one of them changes, what was asked and what was approved is void, and is asked for again. Whoever asks does not count among those who approve. The roles are told "
             "where the charter has contacts, again at half of the time and when it is over, and then the role it is escalated to.",
    .parameters = parameters,
    .example = "charter gates ask flight-delay-alerts 3 --gate release --comment \"trained on June\"",
    .run = run,
};

}  // namespace operations
