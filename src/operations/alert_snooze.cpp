#include <array>

#include "operations/access/members.h"
#include "operations/telling/telling.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::int64_t days_max = 90;
constexpr std::array<Parameter, 4> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "alert", .sentence = "The alert's id.", .placeholder = "ID", .required = true, .positional = true},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Until when; at most 90 days.", .placeholder = "TIME", .required = true},
    {.name = "reason", .sentence = "Why; kept beside the ledger, where it can be erased.", .placeholder = "WORDS", .required = true},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const auto product, request.service->product(arguments.text("product")));
    ASSIGN_OR_RETURN(const auto until, base::parse_time(arguments.text("until")));
    if (until <= surroundings.now || until.micros - surroundings.now.micros > days_max * base::micros_per_day) return base::Error{base::Fault::input, "not a moment to snooze until: " + base::format(until), "one that is yet to come, at most 90 days away"};
    if (arguments.text("reason").empty()) return base::Error{base::Fault::input, "there is no reason", "say why nobody needs to hear of it"};
    Telling& telling = request.service->telling();
    ASSIGN_OR_RETURN(const auto alert, telling.answer(*product->document(), {.id = arguments.text("alert"), .snoozed_until = until, .by = request.actor->id, .by_name = request.actor->name, .reason = arguments.text("reason")}, surroundings.now));
    return Output{.text = "Snoozed: nothing is told of " + report::plain(alert.finding.promise) + " until " + base::format(until) + ", unless it gets worse.\n"};
}

}  // namespace

extern const Operation alert_snooze{
    .id = "alert_snooze",
    .command = "alert snooze",
    .route = {Method::post, "/v1/products/{product}/alerts/{alert}/snooze"},
    .scope = base::Scope::edit,
    .summary = "Tells nothing more of an alert until some moment, with a reason.",
    .about = "Unless it gets worse: unproven becomes broken, or a revision lets it stop releases. When the time is over and it still stands, it is told again. The verdict stays what it is, and the ledger says who it was and why.",
    .parameters = parameters,
    .example = "charter alert snooze flight-delay-alerts 4f0c2a9d1b7e --until 2001-04-09 --reason \"labels come on Monday\"",
    .run = run,
};

}  // namespace operations
