#include "rollout/judgement.h"

#include <cmath>

namespace rollout {

namespace {

using charter::RolloutMetric;
using metrics::Reason;

/// The limits of the gain: positive is better, whichever direction is.
struct Gain {
    double surely, at_most;
};
Gain gain_of(const Difference& difference, const RolloutMetric& metric, double tail_low, double tail_high) {
    if (metric.higher_is_better) return {difference.lower(tail_low), difference.upper(tail_high)};
    return {-difference.upper(tail_low), -difference.lower(tail_high)};
}

Verdict verdict_of(const Difference& difference, const RolloutMetric& metric, const Budget& budget) {
    if (difference.reason == Reason::no_rows) return Verdict::no_data;
    if (difference.reason != Reason::none) return Verdict::inconclusive;
    if (metric.role == RolloutMetric::Role::signal) {
        const Gain gain = gain_of(difference, metric, budget.fail(metric) / 2, budget.fail(metric) / 2);
        return gain.at_most < 0 ? Verdict::fail : gain.surely > 0 ? Verdict::pass : Verdict::inconclusive;
    }
    const double bound = metric.role == RolloutMetric::Role::goal ? metric.margin : -metric.margin;
    const Gain gain = gain_of(difference, metric, budget.pass, budget.fail(metric));
    return gain.at_most < bound ? Verdict::fail : gain.surely > bound ? Verdict::pass : Verdict::inconclusive;
}

MetricSums times(const MetricSums& sums, double factor) {
    MetricSums more = sums;
    for (Cell& cell : more.strata) cell = cell.times(factor);
    return more;
}

/// How many times the present units would decide if they all looked as these do; nothing beyond a thousand times.
std::optional<double> factor_that_decides(const charter::RolloutPlan& plan, const RolloutMetric& metric, const MetricSums& sums, const Budget& budget) {
    constexpr double factor_max = 1'000;
    constexpr int halvings = 13;
    const auto decides = [&](double factor) {
        const Verdict verdict = verdict_of(Difference(metric, times(sums, factor), plan.planned), metric, budget);
        return verdict == Verdict::pass || verdict == Verdict::fail;
    };
    if (!decides(factor_max)) return std::nullopt;
    double low = 0, high = std::log(factor_max);
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (decides(std::exp(middle)) ? high : low) = middle;
    }
    return std::exp(high);
}

std::optional<double> finite(double number) { return std::isfinite(number) ? std::optional(number) : std::nullopt; }

}  // namespace

MetricEvidence judge(const charter::RolloutPlan& plan, const RolloutMetric& metric, const MetricSums& sums, const Budget& budget) {
    const Difference difference(metric, sums, plan.planned);
    MetricEvidence evidence{.id = metric.id, .role = metric.role, .verdict = verdict_of(difference, metric, budget), .candidate = difference.candidate, .control = difference.control, .difference = difference.value,
                            .low = finite(difference.lower(budget.fail(metric) / 2)), .high = finite(difference.upper(budget.fail(metric) / 2)), .units = difference.units, .unknown = sums.unknown_candidate + sums.unknown_control,
                            .left_out = difference.left_out, .reason = difference.reason, .more = std::nullopt};
    if (evidence.verdict != Verdict::inconclusive || metric.role == RolloutMetric::Role::signal) return evidence;
    if (const auto factor = factor_that_decides(plan, metric, sums, budget)) evidence.more = std::ceil(difference.units * (*factor - 1));
    return evidence;
}

}  // namespace rollout
