#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/feedback/summary.h"
#include "operations/service/answer_cache.h"
#include "operations/service/product_time.h"
#include "report/escape.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 5> parameters{{
    feedback_product,
    {.name = "from", .kind = Parameter::Kind::time, .sentence = "Only what was said from then on.", .placeholder = "TIME", .fallback = "ninety days before the end"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "Only what was said before.", .placeholder = "TIME", .fallback = "now"},
    format_parameter, json_parameter,
}};

/// Years of answers are not read each time that somebody looks: earlier ones are asked for by their time.
constexpr std::int64_t days_shown = 90;

/// Whole days, so that an answer can be given again until the day is over.
void bound(FeedbackPeriod& period, base::Time now, const base::Zone& zone) {
    if (period.from) return;
    const charter::Windowing days(base::Duration{.micros = base::micros_per_day, .months = 0}, zone);
    const auto last = days.index_of(period.until.value_or(now));
    period.from = days.start_of(last - days_shown);
}

std::string line_of(const base::json::object& measure) {
    const auto& value = measure.at("value");
    const std::string name(measure.at("id").as_string());
    if (value.is_null()) return fmt::format("  {:<20} no value: {}\n", name, std::string_view(measure.at("why").is_null() ? "not computed" : measure.at("why").as_string()));
    std::string text = fmt::format("  {:<20} {:.4g}", name, value.to_number<double>());
    if (const auto* interval = measure.at("interval").if_object(); interval != nullptr && !interval->at("low").is_null() && !interval->at("high").is_null()) text += fmt::format(" ({:.4g} to {:.4g})", interval->at("low").to_number<double>(), interval->at("high").to_number<double>());
    return text + fmt::format(", of {} {}\n", measure.at("n").to_number<std::int64_t>(), std::string_view(measure.at("of").as_string()));
}

std::string text_of(const base::json::object& summary) {
    std::string text = fmt::format("Since {}: {} answers, {} of them about a prediction that is known.\n", std::string_view(summary.at("from").as_string()), summary.at("answers").to_number<std::int64_t>(), summary.at("joined").to_number<std::int64_t>());
    for (const auto& measure : summary.at("measures").as_array()) text += line_of(measure.as_object());
    const auto& corrected = summary.at("corrected").as_object();
    if (const auto count = corrected.at("corrected").to_number<std::int64_t>(); count > 0) {
        text += fmt::format("{} of {} predictions were corrected; corrections {} where there is no outcome.\n", count, corrected.at("predictions").to_number<std::int64_t>(), corrected.at("count").as_bool() ? "count" : "do not count");
        for (const auto& column : corrected.at("columns").as_array()) {
            for (const auto& value : column.at("values").as_array()) {
                if (value.at("apart").as_bool()) text += fmt::format("  not like all: {} = {}, {:.3g} %\n", report::plain(column.at("column").as_string()), report::plain(value.at("value").as_string()), 100 * value.at("share").to_number<double>());
            }
        }
    }
    return text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(auto asked, feedback_asked(request, arguments));
    bound(asked.period, product_time(*request.service, *asked.product), asked.document->zone);
    const auto make = [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto summary, summary_of_feedback(asked));
        return base::json::serialize(summary);
    };
    ASSIGN_OR_RETURN(const auto written, request.service->answers().get(question_about(*asked.product, "feedback", base::format(*asked.period.from) + "|" + arguments.text("until")), make));
    ASSIGN_OR_RETURN(const auto summary, base::parse_json(written));
    return shown(arguments, text_of(summary.get_object()), summary);
}

}  // namespace

extern const Operation feedback_show{
    .id = "feedback_show",
    .command = "feedback show",
    .route = {Method::get, "/v1/products/{product}/feedback"},
    .scope = base::Scope::view,
    .summary = "What people said of a product's predictions, measured: thumbs, ratings, surveys, reliance and corrections.",
    .about = "Of the last ninety days, or of the time that is asked for. Each number with its interval over those who answered. Corrections stand apart from outcomes unless the charter says that they count, and are held against all predictions: those whom people correct are not like all (docs/feedback.md).",
    .parameters = parameters,
    .example = "charter feedback show flight-delay-alerts --from 2001-03-01",
    .run = run,
};

}  // namespace operations
