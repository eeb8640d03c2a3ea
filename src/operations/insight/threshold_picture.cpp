#include "operations/insight/threshold_picture.h"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "operations/shared/amounts.h"
#include "value/outcomes.h"

namespace operations {

namespace {

using base::json::array;
using base::json::object;

constexpr std::size_t steps = 48;  // more cannot be told apart on a page, and each costs a jackknife

base::json::value finite(std::optional<double> number) { return number && std::isfinite(*number) ? base::json::value(*number) : base::json::value(nullptr); }
base::json::value share(double of, double all) { return all > 0 ? base::json::value(of / all) : base::json::value(nullptr); }

object point_at(const Measurement& measurement, double threshold, const metrics::Split<metrics::Confusion>& decisions, double level) {
    const metrics::Statistic statistic = decisions;
    metrics::Estimate estimate = metrics::evaluate(measurement.evaluate, statistic, nullptr, measurement.setting);
    if (measurement.needs.amounts) widen(estimate, decisions.total, measurement.amount_variances);
    const auto limits = estimate.interval(level);
    const auto& all = decisions.total;
    return {{"threshold", threshold}, {"value", finite(estimate.value)}, {"low", limits ? finite(limits->low) : base::json::value(nullptr)}, {"high", limits ? finite(limits->high) : base::json::value(nullptr)},
            {"recall", share(all.tp(), all.tp() + all.fn())}, {"precision", share(all.tp(), all.tp() + all.fp())}, {"false_positive_rate", share(all.fp(), all.fp() + all.tn())},
            {"acted_on", share(all.tp() + all.fp(), all.tp() + all.fp() + all.fn() + all.tn())}};
}

}  // namespace

std::vector<double> dividing_thresholds(const metrics::Runs& runs, std::size_t parts, double present) {
    std::vector<double> thresholds{present};
    const double all = metrics::weight_of(runs.by_label[0]) + metrics::weight_of(runs.by_label[1]);
    double seen = 0;
    std::optional<double> before;
    std::size_t step = 0;
    runs.visit([&](const metrics::Run& run) {
        const double score = metrics::Runs::value_of(run.key);
        if (before && score > *before && seen >= static_cast<double>(step + 1) * all / static_cast<double>(parts)) {
            thresholds.push_back(value::simplest(*before, score));
            step = static_cast<std::size_t>(seen * static_cast<double>(parts) / all);
        }
        before = score;
        seen += metrics::weight_of(run.mass);
    });
    std::sort(thresholds.begin(), thresholds.end());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    return thresholds;
}

object threshold_picture(const Measurement& measurement, const metrics::Runs& runs, double present, double level) {
    const auto thresholds = dividing_thresholds(runs, steps, present);
    const auto decisions = value::decisions_at(runs, thresholds);
    array points;
    for (std::size_t i = 0; i < thresholds.size(); ++i) points.emplace_back(point_at(measurement, thresholds[i], decisions[i], level));
    return {{"kind", "thresholds"}, {"title", nullptr}, {"threshold", present}, {"points", std::move(points)}};
}

}  // namespace operations
