#include "operations/shared/false_alarms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "metrics/intervals/distributions.h"
#include "metrics/statistics/joined.h"
#include "metrics/statistics/joined_runs.h"

namespace operations {

namespace {

using charter::Promise;
using metrics::Kind;
using metrics::Runs;
using observations::Answer;

constexpr double tail = 0.025;
constexpr std::int64_t windows_min = 5;

/// The window against all others or, with a season, against those of the same time.
metrics::Estimate left_out(const Measurement& measurement, const Answer& answer, std::size_t window, const metrics::Setting& setting) {
    const metrics::Metric& metric = *measurement.metric;
    std::vector<const metrics::Statistic*> others;
    for (std::size_t i = 0; i < answer.size(); ++i) {
        const bool same_time = measurement.season == 0 || (answer[i].window - answer[window].window) % measurement.season == 0;
        if (i != window && same_time) others.push_back(&answer[i].statistic);
    }
    if (others.empty()) return metrics::Estimate::absent(metrics::Reason::no_reference, "there is no other window of the same time");
    if (metric.needs.kind == Kind::histogram) {
        const auto rest = metrics::joined(others);
        ASSERT(rest.has_value());  // histograms add up
        return metrics::evaluate(metric, answer[window].statistic, &*rest, setting);
    }
    using Pointer = std::shared_ptr<const Runs>;
    std::vector<const Runs*> runs;
    for (const auto* other : others) runs.push_back(std::get<Pointer>(*other).get());
    const metrics::Statistic rest = Pointer(std::make_shared<metrics::JoinedRuns>(std::move(runs)));
    return metrics::evaluate(metric, answer[window].statistic, &rest, setting);
}

void measure(FalseAlarms& found, const Measurement& measurement, const Answer& answer) {
    const Promise& promise = *found.promise;
    for (const auto& cell : answer) {
        if (const auto* unanswered = std::get_if<metrics::Unanswered>(&cell.statistic)) {
            found.obstacle = unanswered->why;
            return;
        }
    }
    found.windows = static_cast<std::int64_t>(answer.size());
    if (found.windows < windows_min) {
        found.obstacle = fmt::format("the reference has {} windows, and five are the least", found.windows);
        return;
    }
    std::vector<double> values;
    for (std::size_t window = 0; window < answer.size(); ++window) {
        metrics::Setting setting = measurement.setting;
        setting.seed = seed_for(fmt::format("{}/{}/{}", measurement.metric->id, measurement.column, answer[window].window));
        const auto estimate = left_out(measurement, answer, window, setting);
        if (estimate.value) values.push_back(*estimate.value);
        const auto verdict = verdicts::verdict_of(estimate, promise.bound, promise.about, promise.level);
        found.alarms += verdict == verdicts::Verdict::broken ? 1 : 0;
        found.unproven += verdict == verdicts::Verdict::unproven ? 1 : 0;
    }
    const auto count = static_cast<double>(values.size());
    if (values.empty()) return;
    double mean = 0;
    for (const double value : values) mean += value / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    found.mean = mean;
    if (values.size() >= static_cast<std::size_t>(windows_min)) found.limit = mean + metrics::student_quantile(1 - tail, count - 1) * std::sqrt((1 + 1 / count) * squares / (count - 1));
}

std::string obstacle_to(const Promise& promise, const metrics::Metric& metric, const charter::Columns& columns, const observations::Source& reference) {
    if (metric.needs.kind != Kind::histogram && metric.needs.kind != Kind::value_runs) return "only metrics of one column are measured";
    if (!promise.by.empty()) return "groups are not measured";
    std::vector<std::string> needed = promise.of;
    needed.push_back(columns.time);
    for (const auto& name : needed) {
        const bool there = std::any_of(reference.columns().begin(), reference.columns().end(), [&](const auto& column) { return column.name == name; });
        if (!there) return name.empty() ? "no column of times is named" : "the reference has no column " + name;
    }
    return {};
}

}  // namespace

base::Result<std::vector<FalseAlarms>> false_alarms(const charter::Charter& document, observations::Source& reference) {
    std::vector<FalseAlarms> all;
    std::vector<Measurement> measurements;
    Plan plan, nobody;
    for (const Promise& promise : document.promises) {
        const auto* metric = promise.metric.empty() ? nullptr : metrics::find(promise.metric);
        if (metric == nullptr || !metric->needs.reference || metric->needs.columns) continue;
        const std::string obstacle = obstacle_to(promise, *metric, document.task.columns, reference);
        for (const auto& column : promise.of.empty() ? std::vector<std::string>{""} : promise.of) {
            FalseAlarms& found = all.emplace_back();
            found.promise = &promise;
            found.column = column;
            found.obstacle = obstacle;
            auto& measurement = measurements.emplace_back();
            if (!obstacle.empty()) continue;
            Asking asking;
            asking.slice.where = promise.where;
            asking.slice.window = charter::Windowing(promise.over.value_or(base::Duration{.micros = base::micros_per_day}), document.zone);
            asking.parameters = promise.with;
            if (promise.over) asking.season = charter::windows_in(promise.season, *promise.over);
            measurement = ask(*metric, column, asking, false, plan, nobody);
        }
    }
    if (plan.questions().empty()) return all;
    ASSIGN_OR_RETURN(const Answers answers, reference.answer(plan.questions()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].obstacle.empty()) measure(all[i], measurements[i], answers[measurements[i].question]);
    }
    return all;
}

std::string false_alarms_text(const std::vector<FalseAlarms>& all) {
    std::string out = "Each window of the reference against all its others: nothing changed, so what is broken is a false alarm (a verdict may be wrong in 2.5 %).\n\n";
    if (all.empty()) return out + "No promise compares with the reference.\n";
    out += fmt::format("{:24}  {:20}  {:16}  {:>7}  {:>6}  {:>8}  {:>10}  {:>10}  {}\n", "promise", "metric", "column", "windows", "alarms", "unproven", "mean", "limit", "promised");
    for (const FalseAlarms& one : all) {
        const auto number = [](const std::optional<double>& value) { return value ? fmt::format("{:.4g}", *value) : std::string("-"); };
        out += fmt::format("{:24}  {:20}  {:16}  ", one.promise->id, one.promise->metric, one.column);
        if (!one.obstacle.empty()) out += "not measured: " + one.obstacle + "\n";
        else out += fmt::format("{:>7}  {:>6}  {:>8}  {:>10}  {:>10}  {}\n", one.windows, one.alarms, one.unproven, number(one.mean), number(one.limit), one.promise->bound.text);
    }
    return out + "\nlimit: what one more such window stays below with 97.5 %, from the spread of the windows (Student's t).\n";
}

std::string false_alarms_json(const std::vector<FalseAlarms>& all) {
    base::json::array list;
    for (const FalseAlarms& one : all) {
        const auto number = [](const std::optional<double>& value) { return value && std::isfinite(*value) ? base::json::value(*value) : base::json::value(nullptr); };
        list.push_back(base::json::object{{"promise", one.promise->id}, {"metric", one.promise->metric}, {"column", one.column}, {"obstacle", one.obstacle.empty() ? base::json::value(nullptr) : base::json::value(one.obstacle)},
                                          {"windows", one.windows}, {"alarms", one.alarms}, {"unproven", one.unproven}, {"mean", number(one.mean)}, {"limit", number(one.limit)}, {"bound", one.promise->bound.text}});
    }
    return base::pretty(list);
}

}  // namespace operations
