#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/gates/gate_arguments.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "event", .kind = Parameter::Kind::body, .sentence = "What Flagger sends: {\"name\", \"namespace\", \"phase\", \"metadata\": {\"product\", \"gate\", \"version\"}}.", .placeholder = "FILE", .required = true},
}};

/// A member of Flagger's `metadata`, which holds texts alone.
std::string said(const base::json::object& metadata, const char* name) {
    const auto* found = metadata.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto event, base::parse_json(request.body));
    const auto* object = event.if_object();
    const auto* metadata = object == nullptr ? nullptr : object->if_contains("metadata");
    if (metadata == nullptr || !metadata->is_object()) return base::Error{base::Fault::input, "the event has no metadata", "write into the canary: metadata: {product: ..., gate: ..., version: ...}"};
    Arguments arguments;
    for (const char* name : {"product", "gate", "version"}) {
        const std::string value = said(metadata->get_object(), name);
        if (value.empty() && std::string_view(name) != "gate") return base::Error{base::Fault::input, fmt::format("the event's metadata have no {}", name), "write into the canary: metadata: {product: ..., gate: ..., version: ...}"};
        if (!value.empty()) arguments.values[name] = {value};
    }
    if (!request.actor->may(base::Scope::view, arguments.text("product"))) return base::Error{base::Fault::denied, request.actor->name + " may not view " + arguments.text("product"), "ask an administrator for the scope view"};
    ASSIGN_OR_RETURN(const AtGate at, at_gate(request, arguments));
    ASSIGN_OR_RETURN(const auto card, card_at(request, at));
    if (!card.opens()) return base::Error{base::Fault::denied, report::refusal_of(card), "charter gates show " + at.document->product + " " + at.version + " --gate " + at.gate.id};
    return Output{.text = report::text_of(card)};
}

}  // namespace

extern const Operation gate_flagger{
    .id = "gate_flagger",
    .command = "",
    .route = {Method::post, "/v1/gates/flagger"},
    .scope = base::Scope::view,
    .summary = "Answers Flagger's webhooks: 200 where the gate opens for the version that the canary's metadata name, 403 with the reason where it does not.",
    .about = "For confirm-rollout, confirm-traffic-increase and confirm-promotion. A refusal is never a fault of the server's.",
    .parameters = parameters,
    .example = "curl -H \"Authorization: Bearer $T\" -d '{\"metadata\": {\"product\": \"flight-delay-alerts\", \"gate\": \"release\", \"version\": \"3\"}}' localhost:8420/v1/gates/flagger",
    .run = run,
};

}  // namespace operations
