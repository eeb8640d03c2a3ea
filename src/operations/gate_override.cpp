#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 7> parameters{{
    gate_product, gate_version, gate_name,
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Until when it is open; at most thirty days from now.", .placeholder = "TIME", .required = true},
    {.name = "reason", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
    format_parameter, json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    const auto roles = charter::roles_that_approve(*at.document, "release");
    std::set<std::string> held;
    RETURN_IF_ERROR(request.service->ledger().read([&](const records::State& state) { held = state.roles_of(at.document->product, request.actor->id); }));
    if (std::none_of(roles.begin(), roles.end(), [&](const std::string& role) { return held.contains(role); })) {
        return base::Error{base::Fault::denied, request.actor->name + " holds no role that approves releases of " + at.document->product, "roles: {risk: {approves: [release]}} says which do, and charter member role gives one"};
    }
    const base::Time until = *base::parse_time(arguments.text("until"));
    if (until <= surroundings.now || until.micros - surroundings.now.micros > 30 * base::micros_per_day) return base::Error{base::Fault::input, "not a time in the next thirty days: " + base::format(until), "an override ends soon, and can be given again"};
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    if (card.verdict() == verdicts::Verdict::kept) return base::Error{base::Fault::conflict, "the gate opens by itself, and there is nothing to override", "go on"};
    base::json::object body = gate_body(at);
    body["until"] = base::format(until);
    body["verdict"] = verdicts::name(card.verdict());
    RETURN_IF_ERROR(remember(request, surroundings.now, "gate_override", std::move(body), arguments.text("reason")));
    ASSIGN_OR_RETURN(const auto after, card_at(request, at));
    Output output = gate_output(after, arguments.text("format", "text"));
    output.exit_code = 0;
    return output;
}

}  // namespace

extern const Operation gate_override{
    .id = "gate_override",
    .command = "gates override",
    .route = {Method::post, "/v1/products/{product}/gates/{gate}/overrides"},
    .scope = base::Scope::approve,
    .summary = "Opens a gate for one version for a while although it does not hold, and says who has taken it upon themselves and why.",
    .about = "For whoever holds a role that approves releases. No verdict changes for it: whoever asks about the gate sees that it does not hold, and that it was overridden.",
    .parameters = parameters,
    .example = "charter gates override flight-delay-alerts 3 --gate release --until 2026-12-01T12:00:00Z --reason \"the old model reads a feed that ends today\"",
    .run = run,
};

}  // namespace operations
