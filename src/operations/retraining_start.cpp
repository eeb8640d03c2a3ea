#include <array>

#include "operations/access/members.h"
#include "operations/retraining/retrainings.h"
#include "operations/retraining/starting.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "reason", .sentence = "Why now; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
    format_parameter,
    json_parameter,
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    Service& service = *request.service;
    ASSIGN_OR_RETURN(const auto product, service.product(arguments.text("product")));
    const std::lock_guard deciding(service.retrainings().deciding());
    ASSIGN_OR_RETURN(const auto now, retraining_now(service, *product));
    if (!now) return base::Error{base::Fault::input, "the charter does not say how to retrain: " + arguments.text("product"), "add a section: retraining: {registered_model: ..., command: [...]}"};
    ASSIGN_OR_RETURN(const auto run, begin_retraining(service, *product->document(), *now, {.policy = "person", .sentence = "A person asked for it.", .actor = request.actor, .reason = arguments.text("reason")}));
    return shown(arguments, "Begun: " + run.id + "\n", json_of(run));
}

}  // namespace

extern const Operation retraining_start{
    .id = "retraining_start",
    .command = "retraining start",
    .route = {Method::post, "/v1/products/{product}/retraining"},
    .scope = base::Scope::edit,
    .summary = "Starts a retraining, whatever the policies say.",
    .about = "As the charter says: by its command, where the server runs commands, or its webhook. There are never two of a product at once. After failures that hold the policies back this is how they go on.",
    .parameters = parameters,
    .example = "charter retraining start flight-delay-alerts --reason \"the feed was repaired\"",
    .run = run,
};

}  // namespace operations
