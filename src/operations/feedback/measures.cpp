#include "operations/feedback/measures.h"

#include <boost/json.hpp>

#include <algorithm>
#include <map>

#include "charter/feedback.h"
#include "metrics/intervals/mover.h"
#include "metrics/intervals/proportion.h"
#include "observations/answers.h"
#include "operations/shared/plan.h"
#include "operations/shared/sources.h"
#include "report/escape.h"
#include "report/json.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;
using charter::Columns;
using observations::EventKind;

/// A number about what was said, and in which rows it lies.
struct Measure {
    std::string_view kind;    ///< that the charter must ask; empty: any
    std::string_view metric, column;
    EventKind rows = EventKind::feedback;
};
constexpr Measure measures[] = {
    {"", "feedback_rate", "feedback_given", EventKind::prediction},
    {"thumbs", "thumbs_up_share", "feedback_thumbs"},
    {"rating", "mean", "feedback_rating"},
    {"nps", "nps", "feedback_nps"},
    {"csat", "csat", "feedback_csat"},
    {"ces", "ces", "feedback_ces"},
    {"sus", "sus_score", "feedback_sus"},
    {"decision", "reliance_rate", "feedback_followed", EventKind::prediction},
    {"decision", "override_rate", "feedback_overridden", EventKind::prediction},
    {"decision", "time_to_decision", "feedback_seconds", EventKind::prediction},
    {"decision", "rubber_stamp_rate", "feedback_rubber_stamped", EventKind::prediction},
};

/// Several answers of one person are one unit, unless the charter names another.
observations::Reading reading_for(const charter::Charter& document, EventKind rows, const FeedbackPeriod& period) {
    auto reading = reading_of(document);
    Columns columns;
    columns.subject = reading.columns.subject;
    columns.unit = rows == EventKind::feedback || reading.columns.unit.empty() ? reading.columns.subject : reading.columns.unit;
    columns.time = reading.columns.time;
    reading.columns = columns;
    reading.from = period.from;
    reading.until = period.until;
    return reading;
}

object shown(const metrics::Metric& metric, const Measure& measure, const metrics::Estimate& estimate) {
    object found{{"id", metric.id}, {"column", measure.column}, {"of", measure.rows == EventKind::feedback ? "answers" : "predictions"}, {"summary", metric.summary}, {"scale", report::name(metric.scale)},
                 {"better", metric.better == metrics::Better::higher ? "higher" : metric.better == metrics::Better::lower ? "lower" : "neither"}};
    for (auto& [key, value] : report::estimate_json(estimate, feedback_level)) found[key] = value;
    return found;
}

base::Result<base::Done> measure_rows(const Product& product, const charter::Charter& document, const charter::Feedback& asked, EventKind rows, const FeedbackPeriod& period, std::map<std::string_view, object>& found) {
    auto source = product.store().source(reading_for(document, rows, period), std::nullopt, rows);
    const bool nothing = !source && source.error().fault == base::Fault::missing;
    if (!source && !nothing) return source.error();
    Plan plan, reference;
    std::vector<std::pair<const Measure*, Measurement>> planned;
    for (const Measure& measure : measures) {
        if (measure.rows != rows || (!measure.kind.empty() && !asked.asks(measure.kind))) continue;
        const metrics::Metric& metric = *metrics::find(measure.metric);
        if (nothing) {
            found[measure.column] = shown(metric, measure, metrics::Estimate::absent(metrics::Reason::no_rows));
            continue;
        }
        planned.emplace_back(&measure, ask(metric, std::string(measure.column), {}, false, plan, reference));
    }
    if (planned.empty()) return base::Done{};
    ASSIGN_OR_RETURN(const Answers answers, (*source)->answer(plan.questions()));
    for (auto& [measure, measurement] : planned) {
        const auto estimates = estimates_in(measurement, answers, {}, 0);
        found[measure->column] = shown(*measurement.metric, *measure, estimates.front().estimate);
    }
    return base::Done{};
}

object with_interval(double part, double whole) {
    object found{{"share", whole > 0 ? base::json::value(part / whole) : base::json::value(nullptr)}, {"interval", nullptr}};
    if (whole <= 0) return found;
    const auto limits = metrics::share_limits(part, whole, (1 - feedback_level) / 2);
    found["interval"] = object{{"low", limits.low}, {"high", limits.high}, {"level", feedback_level}};
    return found;
}

/// Whether the share of one value differs from that of all others: Newcombe's interval of the difference (by MOVER), at a level that holds
/// for all `tests` together (Bonferroni).
bool is_apart(const observations::CorrectedCell& cell, const observations::Answers& answers, std::size_t tests) {
    const auto corrected = static_cast<double>(cell.corrected), all = static_cast<double>(cell.predictions);
    const double others_corrected = static_cast<double>(answers.corrected_predictions) - corrected, others = static_cast<double>(answers.predictions) - all;
    if (all <= 0 || others <= 0) return false;
    const double tail = (1 - feedback_level) / 2 / static_cast<double>(tests);
    const auto difference = metrics::mover_difference(corrected / all, metrics::share_limits(corrected, all, tail), others_corrected / others, metrics::share_limits(others_corrected, others, tail));
    return difference.low > 0 || difference.high < 0;
}

}  // namespace

std::vector<std::string> feedback_columns(const charter::Charter& document) {
    std::vector<std::string> columns;
    const auto& task = document.task.columns;
    const auto add = [&](const std::string& name) {
        const bool answers = name.starts_with("feedback_") || name == charter::answered::source;
        const bool known = name.empty() || answers || name == task.time || name == task.id || name == task.label || name == task.subject || name == task.unit || name == task.score;
        if (!known && std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
    };
    add(task.version);
    for (const auto& promise : document.promises) std::for_each(promise.by.begin(), promise.by.end(), add);
    for (const auto& contract : document.contract) {
        if (contract.type == charter::ColumnContract::Type::category || contract.type == charter::ColumnContract::Type::boolean) add(contract.name);
    }
    std::for_each(task.features.begin(), task.features.end(), add);
    add(task.prediction);
    const auto& hidden = document.intake.pseudonymise;
    std::erase_if(columns, [&](const auto& name) { return std::find(hidden.begin(), hidden.end(), name) != hidden.end(); });
    constexpr std::size_t columns_max = 40;
    if (columns.size() > columns_max) columns.resize(columns_max);
    return columns;
}

base::Result<array> measures_of_feedback(const Product& product, const charter::Charter& document, const FeedbackPeriod& period) {
    const auto asked = charter::feedback_of(document).value_or(charter::Feedback{});
    std::map<std::string_view, object> found;
    RETURN_IF_ERROR(measure_rows(product, document, asked, EventKind::feedback, period, found));
    RETURN_IF_ERROR(measure_rows(product, document, asked, EventKind::prediction, period, found));
    array all;
    for (const Measure& measure : measures) {
        if (const auto one = found.find(measure.column); one != found.end()) all.emplace_back(std::move(one->second));
    }
    return all;
}

base::Result<object> corrections_of(const Product& product, const charter::Charter& document, const FeedbackPeriod& period) {
    const auto asked = charter::feedback_of(document).value_or(charter::Feedback{});
    ASSIGN_OR_RETURN(const auto answers, product.store().answers({.from = period.from, .until = period.until, .columns = feedback_columns(document), .rows_max = 0}));
    array columns;
    std::string column;
    for (const auto& cell : answers.corrected) {
        if (columns.empty() || cell.column != column) columns.emplace_back(object{{"column", report::well_formed(column = cell.column)}, {"values", array{}}});
        object value{{"value", report::well_formed(cell.value)}, {"predictions", cell.predictions}, {"corrected", cell.corrected}, {"apart", is_apart(cell, answers, answers.corrected.size())}};
        for (auto& [key, one] : with_interval(static_cast<double>(cell.corrected), static_cast<double>(cell.predictions))) value[key] = one;
        columns.back().as_object()["values"].as_array().emplace_back(std::move(value));
    }
    return object{{"count", asked.corrections_count}, {"predictions", answers.predictions}, {"corrected", answers.corrected_predictions}, {"of_all", with_interval(static_cast<double>(answers.corrected_predictions), static_cast<double>(answers.predictions))},
                  {"with_outcome", answers.with_outcome}, {"agreeing", answers.agreeing}, {"agreement", with_interval(static_cast<double>(answers.agreeing), static_cast<double>(answers.with_outcome))}, {"columns", std::move(columns)}};
}

}  // namespace operations
