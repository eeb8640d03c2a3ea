#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "operations/access/members.h"
#include "operations/insight/product_view.h"
#include "report/escape.h"
#include "report/json.h"
#include "report/outline.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using base::json::value;

/// A list has a small picture beside each line; the promise's own history has every window.
constexpr std::size_t trend_points_max = 16;

constexpr std::array<Parameter, 3> parameters{{
    {.name = "product", .sentence = "The product.", .placeholder = "PRODUCT", .required = true, .positional = true},
    format_parameter, json_parameter,
}};

value text_or_null(const std::string& text) { return text.empty() ? value(nullptr) : value(report::well_formed(text)); }
value finite(std::optional<double> number) { return number && std::isfinite(*number) ? value(*number) : value(nullptr); }

/// Four digits: more cannot be seen in a picture as high as a line of text.
value rounded(std::optional<double> number) { return number && std::isfinite(*number) ? value(std::strtod(fmt::format("{:.4g}", *number).c_str(), nullptr)) : value(nullptr); }

object trend_json(const std::vector<report::TrendPoint>& trend) {
    array values, low, high;
    for (std::size_t i = trend.size() - std::min(trend.size(), trend_points_max); i < trend.size(); ++i) {
        const auto& point = trend[i];
        values.emplace_back(rounded(point.value));
        low.emplace_back(rounded(point.interval ? std::optional(point.interval->low) : std::nullopt));
        high.emplace_back(rounded(point.interval ? std::optional(point.interval->high) : std::nullopt));
    }
    return {{"value", std::move(values)}, {"low", std::move(low)}, {"high", std::move(high)}, {"verdict", trend.empty() ? value(nullptr) : value(verdicts::name(trend.back().verdict))}};
}

object line_json(const report::PromiseResult& result) {
    const auto& promise = result.promise;
    const auto* check = report::deciding_check(result);
    const auto interval = check == nullptr ? std::nullopt : report::interval_of(result, check->estimate);
    array of;
    for (const auto& column : promise.of) of.emplace_back(report::well_formed(column));
    return {{"id", report::well_formed(promise.id)}, {"section", promise.section}, {"statement", text_or_null(promise.statement)}, {"verdict", verdicts::name(result.verdict)},
            {"owner", text_or_null(promise.owner)}, {"serves", text_or_null(promise.serves)}, {"breach", charter::name(promise.breach)},
            {"record", promise.evidence.empty() ? value(nullptr) : value(object{{"kind", report::well_formed(promise.evidence)}, {"by", text_or_null(promise.evidence_by)}})},
            {"estimated", check != nullptr && check->estimate.standing == metrics::Standing::estimated}, {"metric", text_or_null(promise.metric)},
            {"compare", promise.compare == charter::Compare::none ? value(nullptr) : value(charter::name(promise.compare))}, {"scale", result.metric == nullptr ? value(nullptr) : value(report::name(result.metric->scale))},
            {"of", std::move(of)}, {"value", check == nullptr ? value(nullptr) : finite(check->estimate.value)}, {"interval", interval ? value(object{{"low", finite(interval->low)}, {"high", finite(interval->high)}}) : value(nullptr)},
            {"bound", report::bound_json(check == nullptr ? promise.bound : check->bound)}, {"checks", result.checks.size()}, {"trend", trend_json(result.trend)}};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const ProductView view, view_of(*surroundings.request, arguments));
    const report::Scorecard& card = *view.card;
    std::string text = view.before_restart ? std::string(before_restart_note) + "\n" : "";
    array promises;
    for (const auto& result : card.promises) {
        promises.emplace_back(line_json(result));
        text += fmt::format("{:<9} {}: {}\n", verdicts::name(result.verdict), report::plain(result.promise.id), report::plain(result.sentence));
    }
    const auto counts = report::counts_of(card);
    // Without spaces: five hundred promises are half a megabyte with them.
    if (arguments.text("format", "text") != "json") return Output{.text = std::move(text)};
    const object answer{{"product", report::well_formed(card.product)}, {"vision", text_or_null(card.vision)}, {"currency", text_or_null(card.currency)}, {"rows", card.rows},
                                                    {"as_of", card.as_of ? value(base::format(*card.as_of)) : value(nullptr)}, {"before_restart", view.before_restart}, {"version", text_or_null(card.version)},
                                                    {"gate", verdicts::name(card.gate)}, {"counts", object{{"kept", counts.kept}, {"broken", counts.broken}, {"unproven", counts.unproven}}}, {"promises", std::move(promises)}};
    return Output{.text = base::json::serialize(answer) + "\n", .type = "application/json"};
}

}  // namespace

extern const Operation promise_list{
    .id = "promise_list",
    .command = "promises list",
    .route = {Method::get, "/v1/products/{product}/promises"},
    .scope = base::Scope::view,
    .summary = "Every promise of a product in a line: its verdict, its value beside the bound, and its last windows.",
    .about = "As the scorecard has them, without what stands behind each: that is asked for by promise. The last sixteen windows are rounded to four digits, for a small picture. Where a server has just started and not judged yet, these are the verdicts of "
             "before (`before_restart`).",
    .parameters = parameters,
    .example = "charter promises list flight-delay-alerts",
    .run = run,
};

}  // namespace operations
