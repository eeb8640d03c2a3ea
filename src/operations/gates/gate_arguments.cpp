#include "operations/gates/gate_arguments.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "report/escape.h"

namespace operations {

using base::Error;
using base::Fault;

base::Result<AtGate> at_gate(const Request& request, const Arguments& arguments) {
    AtGate at;
    ASSIGN_OR_RETURN(at.product, request.service->product(arguments.text("product")));
    at.document = at.product->document();
    ASSIGN_OR_RETURN(at.gate, charter::gate_of(*at.document, arguments.text("gate", "release")));
    at.version = arguments.text("version");
    if (at.version.empty() || at.version.size() > 250 || report::plain(at.version) != at.version) return Error{Fault::input, "not the name of a version: " + report::plain(at.version.substr(0, 60)), "name it as observations and the registry do"};
    return at;
}

base::Result<report::GateCard> card_at(const Request& request, const AtGate& at) { return judge_gate(*request.service, *at.product, at.gate, at.version); }

base::Result<std::string> role_at(const Request& request, const AtGate& at, const std::string& asked) {
    std::set<std::string> held;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) { held = state.roles_of(at.document->product, request.actor->id); }));
    std::vector<std::string> speaks;
    for (const auto& role : std::set<std::string>(at.gate.approvals.begin(), at.gate.approvals.end())) {
        if (held.contains(role) && (asked.empty() || asked == role)) speaks.push_back(role);
    }
    if (speaks.size() == 1) return speaks.front();
    if (speaks.size() > 1) return Error{Fault::input, request.actor->name + " holds several roles that this gate asks", fmt::format("say for which: --role {}", fmt::join(speaks, " or --role "))};
    return Error{Fault::denied, fmt::format("{} holds {} of {} that the gate {} asks", request.actor->name, asked.empty() ? "no role" : "not the role " + asked, at.document->product, at.gate.id),
                 at.gate.approvals.empty() ? "this gate asks for no approval" : fmt::format("it asks: {}; an administrator gives roles: charter member role", fmt::join(std::set<std::string>(at.gate.approvals.begin(), at.gate.approvals.end()), ", "))};
}

base::Result<base::Done> must_be_seen(const report::GateCard& card, const std::string& asked) {
    if (card.subject.empty()) return Error{Fault::conflict, "there is no evidence yet that anybody could approve", "send it first: charter gate PRODUCT VERSION --data FILE"};
    const std::string_view digits = asked.starts_with("sha256:") ? std::string_view(asked).substr(7) : std::string_view(asked);
    if (digits.size() >= 12 && std::string_view(card.subject).substr(7).starts_with(digits)) return base::Done{};
    return Error{Fault::conflict, digits.size() < 12 ? "too short to say what was seen: " + report::plain(asked.substr(0, 80)) : "what was seen is not what stands before the gate now: " + report::plain(asked.substr(0, 80)), "look again: charter gates show; now it is " + card.subject};
}

base::json::object gate_body(const AtGate& at) {
    return {{"product", report::well_formed(at.document->product)}, {"gate", at.gate.id}, {"version", report::well_formed(at.version)}, {"charter", base::format(at.document->digest)}};
}

Output gate_output(const report::GateCard& card, const std::string& format) {
    Output output;
    const auto verdict = card.verdict();
    output.exit_code = card.opens() ? 0 : verdict == verdicts::Verdict::broken ? 1 : 2;
    if (format == "json") {
        output.text = base::pretty(report::json_of(card)) + "\n";
        output.type = "application/json";
    } else if (format == "markdown") {
        output.text = report::markdown_of(card);
        output.type = "text/markdown; charset=utf-8";
    } else if (format == "junit") {
        output.text = report::junit_of(card);
        output.type = "application/xml";
    } else {
        output.text = report::text_of(card);
    }
    return output;
}

}  // namespace operations
