#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include <boost/json.hpp>

#include "base/nearest.h"
#include "operations/insight/groups_shown.h"
#include "operations/insight/promise_line.h"
#include "operations/service/answer_cache.h"
#include "operations/shared/separated.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/numbers.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<Parameter, 8> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    {.name = "metric", .kind = Parameter::Kind::list, .sentence = "What is measured of each group.", .placeholder = "M...", .fallback = "what the charter promises by group, and the rates of decisions"},
    {.name = "by", .kind = Parameter::Kind::list, .sentence = "Columns whose values are groups: each by itself, and every two together.", .placeholder = "C...", .fallback = "those of the charter's groups and populations"},
    {.name = "version", .sentence = "Only the predictions of this model version.", .placeholder = "V"},
    {.name = "window", .sentence = "The newest window of this length whose outcomes are in, or all.", .placeholder = "LENGTH", .fallback = "the one that most promises about groups have"},
    {.name = "until", .kind = Parameter::Kind::time, .sentence = "The newest window that was over by then.", .placeholder = "TIME", .fallback = "now"},
    {.name = "format", .sentence = "How to write it.", .choices = formats, .fallback = "text"},
    {.name = "json", .kind = Parameter::Kind::flag, .sentence = "Short for --format json."},
}};
constexpr std::size_t columns_max = 4, metrics_max = 8;

base::Result<std::vector<const metrics::Metric*>> metrics_of(const Arguments& arguments, const charter::Charter& document) {
    const auto names = separated(arguments.list("metric"));
    if (names.empty()) return usual_group_metrics(document);
    if (names.size() > metrics_max) return base::Error{base::Fault::input, "too many metrics at once: " + std::to_string(names.size()), fmt::format("ask for up to {}", metrics_max)};
    std::vector<std::string> known;
    for (const auto* metric : metrics::catalogue()) {
        if (fits_groups(*metric)) known.emplace_back(metric->id);
    }
    std::vector<const metrics::Metric*> chosen;
    for (const auto& name : names) {
        const auto* metric = metrics::find(name);
        if (metric != nullptr && fits_groups(*metric)) {
            chosen.push_back(metric);
            continue;
        }
        const auto nearest = base::nearest_name(name, known);
        const std::string what = metric == nullptr ? "no such metric: " : "not a metric of a group by itself: ";
        return base::Error{base::Fault::input, what + name, nearest.empty() ? "the charter's groups can be asked about with recall, precision, positive_rate and the like" : "did you mean " + nearest + "?"};
    }
    return chosen;
}

/// Those of the charter's promises that are about groups, with what was measured of each.
array promises_of(const ProductView& view) {
    std::vector<const report::PromiseResult*> chosen;
    for (const auto& result : view.card->promises) {
        if (!result.promise.by.empty() || (result.metric != nullptr && result.metric->family == metrics::Family::fairness)) chosen.push_back(&result);
    }
    std::stable_sort(chosen.begin(), chosen.end(), worse);
    array lines;
    for (const auto* result : chosen) {
        object line = promise_line(*result, *view.card);
        array groups, checks;
        for (const auto& group : result->groups) {
            object one = report::estimate_json(group.estimate, result->promise.level);
            one["name"] = report::well_formed(group.name);
            groups.emplace_back(std::move(one));
        }
        for (const auto& check : result->checks) {
            if (!check.group.empty()) checks.emplace_back(check_line(*result, check));
        }
        line["groups"] = std::move(groups);
        line["checks"] = std::move(checks);
        lines.emplace_back(std::move(line));
    }
    return lines;
}

bool about_groups(const charter::Promise& promise) { return !promise.by.empty(); }

std::string text_at(const object& from, std::string_view key) { return from.at(key).is_string() ? std::string(from.at(key).as_string()) : std::string(); }

std::string number_text(const object& estimate) {
    if (!estimate.at("value").is_number()) return text_at(estimate, "reason");
    std::string text = fmt::format("{:.4g}", estimate.at("value").to_number<double>());
    const auto& interval = estimate.at("interval");
    if (interval.is_object() && interval.at("low").is_number() && interval.at("high").is_number()) text += fmt::format(" ({:.4g} to {:.4g})", interval.at("low").to_number<double>(), interval.at("high").to_number<double>());
    return text_at(estimate, "state") == "unproven" ? text + ", unproven: " + text_at(estimate, "reason") : text;
}

std::string text_of(const object& page) {
    std::string text;
    for (const auto& one : page.at("groupings").as_array()) {
        const auto& grouping = one.as_object();
        std::vector<std::string> by;
        for (const auto& name : grouping.at("by").as_array()) by.emplace_back(name.as_string());
        text += fmt::format("By {}\n", fmt::join(by, " and "));
        if (grouping.at("fault").is_object()) text += "  " + text_at(grouping.at("fault").as_object(), "what") + "\n";
        for (const auto& group : grouping.at("groups").as_array()) {
            text += fmt::format("  {}: {} rows\n", text_at(group.as_object(), "name"), report::grouped(group.at("rows").to_number<std::int64_t>()));
            for (const auto& [metric, estimate] : group.at("estimates").as_object()) text += fmt::format("    {:<24} {}\n", std::string_view(metric), number_text(estimate.as_object()));
        }
        for (const auto& disparity : grouping.at("disparities").as_array()) text += fmt::format("  difference in {}: {}\n", text_at(disparity.as_object(), "metric"), number_text(disparity.at("difference").as_object()));
    }
    return text.empty() ? "the charter names no groups; name columns with --by\n" : text;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    ASSIGN_OR_RETURN(const ProductView view, view_of(request, arguments));
    GroupsAsked asked;
    ASSIGN_OR_RETURN(asked.metrics, metrics_of(arguments, *view.document));
    asked.columns = separated(arguments.list("by"));
    if (asked.columns.size() > columns_max) return base::Error{base::Fault::input, "too many columns to divide by: " + std::to_string(asked.columns.size()), fmt::format("name up to {}", columns_max)};
    if (asked.columns.empty()) asked.columns = grouping_columns(*view.document);
    array left_out;
    for (std::size_t i = columns_max; i < asked.columns.size(); ++i) left_out.emplace_back(report::well_formed(asked.columns[i]));
    if (asked.columns.size() > columns_max) asked.columns.resize(columns_max);
    if (arguments.has("version")) asked.version = arguments.text("version");
    if (asked.version && view.document->task.columns.version.empty()) return base::Error{base::Fault::input, "the charter names no column of versions", "name it under task.columns.version, or ask without a version"};

    const auto until = arguments.has("until") ? std::optional(*base::parse_time(arguments.text("until"))) : std::nullopt;
    const bool labels = std::any_of(asked.metrics.begin(), asked.metrics.end(), [](const auto* metric) { return metric->needs_labels(); });
    auto usual = usual_window(*view.document, about_groups);
    if (!usual) usual = usual_window(*view.document, [](const charter::Promise&) { return true; });
    ASSIGN_OR_RETURN(const Stretch stretch, stretch_of(view, arguments.text("window"), until, labels ? view.document->late_by : base::Duration{}, usual));
    std::string key = asked.version.value_or("\x01");
    for (const auto* metric : asked.metrics) key += "\x02" + std::string(metric->id);
    for (const auto& column : asked.columns) key += "\x03" + column;
    const auto measured = request.service->answers().get(kept_under(view, stretch, "fairness", key), [&]() -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto groups, look_at_groups(view, stretch, asked, surroundings.stop));
        return base::json::serialize(groups);
    });
    if (!measured) return measured.error();
    ASSIGN_OR_RETURN(auto parsed, base::parse_json(*measured));
    object page{{"product", report::well_formed(view.document->product)}, {"charter_digest", base::format(view.document->digest)}, {"as_of", base::format(view.moment)}, {"window", json_of(stretch)}};
    for (auto& [name, one] : parsed.as_object()) page[name] = one;
    page["columns_left_out"] = std::move(left_out);
    page["promises"] = promises_of(view);
    if (arguments.text("format", "text") == "json") return Output{.text = base::json::serialize(page) + "\n", .type = "application/json"};
    return Output{.text = text_of(page)};
}

}  // namespace

extern const Operation product_fairness{
    .id = "product_fairness",
    .command = "fairness",
    .route = {Method::get, "/v1/products/{product}/fairness"},
    .scope = base::Scope::view,
    .summary = "How groups fare: each group's numbers with their intervals, and how far groups lie apart.",
    .about = "The charter's groups, and every two of its columns together, over one window: rows, units, estimate and interval of each, the largest difference and the smallest ratio between them. A group that is too small is unproven and says why: "
             "it is never left out, and never taken for equal. Beside them stand the promises about groups as the scorecard has them.",
    .parameters = parameters,
    .example = "charter fairness flight-delay-alerts --by airport_size --metric recall",
    .run = run,
};

}  // namespace operations
