#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/asking.h"
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
    ASSIGN_OR_RETURN(const auto asked, ask_for_approval(*request.service, *at.product, at.gate, at.version, *request.actor, arguments.text("comment")));
    return shown(arguments, fmt::format("Approval of version {} was asked for, due {}.\nWho approves says what they saw: charter gates approve {} {} --gate {} --subject {}\n", at.version, base::format(asked.due), report::plain(at.document->product), report::plain(at.version), at.gate.id, asked.subject),
                 base::json::object{{"subject", asked.subject}, {"due", base::format(asked.due)}});
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
