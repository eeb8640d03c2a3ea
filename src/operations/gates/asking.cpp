#include "operations/gates/asking.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "charter/term.h"
#include "operations/access/members.h"
#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

using base::Error;
using base::Fault;

base::Result<ApprovalAsked> ask_for_approval(Service& service, const Product& product, const charter::Gate& gate, const std::string& version, const records::Actor& by, const std::string& comment) {
    const auto document = product.document();
    const base::Time now = service.now();
    if (gate.approvals.empty()) return Error{Fault::input, "the gate " + gate.id + " asks for no approval", "charter gates show says what it asks for"};
    ASSIGN_OR_RETURN(const auto card, judge_gate(service, product, gate, version));
    if (card.subject.empty()) return Error{Fault::conflict, "there is no evidence yet that anybody could approve", "send it first: charter gate PRODUCT VERSION --data FILE"};
    const ApprovalAsked asked{.subject = card.subject, .due = charter::end_of_term(now, gate.due, document->zone)};
    base::json::object body{{"product", report::well_formed(document->product)}, {"gate", gate.id}, {"version", report::well_formed(version)}, {"charter", base::format(document->digest)}, {"subject", asked.subject}, {"due", base::format(asked.due)}};
    base::json::array seen;
    for (const auto& line : card.lines) seen.emplace_back(base::json::object{{"kind", line.kind}, {"id", line.id}, {"on", line.on}, {"verdict", verdicts::name(line.verdict)}});
    body["seen"] = std::move(seen);
    Request request;
    request.service = &service;
    request.actor = &by;
    RETURN_IF_ERROR(remember(request, now, "approval_request", std::move(body), comment));
    for (const auto& role : std::set<std::string>(gate.approvals.begin(), gate.approvals.end())) {
        RETURN_IF_ERROR(service.telling().ask(*document, role, "gate " + gate.id, fmt::format("Version {} waits for an approval by {}, due {}.", version, role, base::format(asked.due)), approval_advice(document->product, gate.id, version, asked.subject), now));
    }
    service.wake();  // whoever reminds has to know when
    return asked;
}

}  // namespace operations
