#include <array>

#include "operations/access/members.h"
#include "operations/telling/telling.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "alert", .sentence = "The alert's id.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "reason", .sentence = "What is being done; kept beside the ledger, where it can be erased.", .placeholder = "WORDS"},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    Telling& telling = request.service->telling();
    ASSIGN_OR_RETURN(const auto alert, telling.answer(*product->document(), {.id = arguments.text("alert"), .snoozed_until = {}, .by = request.actor->id, .by_name = request.actor->name, .reason = arguments.text("reason")}, surroundings.now));
    return Output{.text = "Acknowledged: nothing more is told of " + report::plain(alert.finding.promise) + " unless it gets worse or ends.\n"};
}

}  // namespace

extern const Operation alert_acknowledge{
    .id = "alert_acknowledge",
    .command = "alert acknowledge",
    .route = {Method::post, "/v1/products/{product}/alerts/{alert}/acknowledge"},
    .scope = base::Scope::edit,
    .summary = "Says that somebody has seen an alert.",
    .about = "Nothing more is told of it unless it gets worse or ends. The verdict stays what it is, and the ledger says who it was.",
    .parameters = parameters,
    .example = "charter alert acknowledge flight-delay-alerts 4f0c2a9d1b7e --reason \"looking at the feed\"",
    .run = run,
};

}  // namespace operations
