#include "verdicts/strength.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "verdicts/shares.h"

namespace verdicts {

namespace {

using metrics::Estimate;
using metrics::Metric;
using metrics::Statistic;

/// |skewness| / sqrt(n) of a sample from its power sums; nothing where it has no spread.
std::optional<double> skewness_over_root(double n, double sum, double square, double cube) {
    const double mean = sum / n;
    const double variance = square / n - mean * mean;
    if (n < 2 || variance <= 1e-12 * (square / n)) return std::nullopt;
    const double third = cube / n - 3 * mean * square / n + 2 * mean * mean * mean;
    return std::fabs(third) / std::pow(variance, 1.5) / std::sqrt(n);
}

template <class Sums>
bool mean_is_strong(const Sums& total) {
    constexpr double skewness_max = 0.2;
    constexpr double rows_min = 30;
    const double n = total.tally.effective();
    if (n < rows_min) return false;
    const auto skewness = skewness_over_root(metrics::weight_of(total.tally.weight), total.sum.value(), total.square.value(), total.cube.value());
    return skewness && *skewness <= skewness_max;
}

bool decisions_are_strong(const metrics::Confusion& of) {
    constexpr double events_min = 10;
    return of.tp() >= events_min && of.fp() + of.fn() >= events_min;
}

bool ranks_are_strong(const metrics::Runs& runs, double area, Use use) {
    if (runs.by_label.size() < 2) return false;
    const double rarer = std::min(metrics::weight_of(runs.by_label[0]), metrics::weight_of(runs.by_label[1]));
    return rarer * std::min(area, 1 - area) >= (use == Use::window ? 20 : 10);
}

bool is_area(const Metric& metric) { return metric.id == "roc_auc"; }
bool is_of_decisions(const Metric& metric) { return !metric.needs.groups && std::holds_alternative<Estimate (*)(const metrics::Split<metrics::Confusion>&, const metrics::Setting&)>(metric.evaluate); }

}  // namespace

bool has_sequence(const Metric& metric, const Statistic& statistic, const Estimate& estimate) {
    if (!estimate.limits || metric.needs.reference || metric.needs.groups || metric.needs.columns || estimate.standing != metrics::Standing::sound) return false;
    if (events_of(estimate)) return true;
    if (std::holds_alternative<metrics::Split<metrics::Moments>>(statistic) || std::holds_alternative<metrics::Split<metrics::Powers>>(statistic)) return true;
    if (std::holds_alternative<metrics::Split<metrics::Confusion>>(statistic)) return is_of_decisions(metric);
    return is_area(metric) && std::holds_alternative<std::shared_ptr<const metrics::Runs>>(statistic);
}

bool strong_enough(const Metric& metric, const Statistic& statistic, const Estimate& estimate, Use use) {
    constexpr std::int64_t units_min_sequence = 30, units_min_window = 20, rows_min = 1'000;
    if (!estimate.value || estimate.reason != metrics::Reason::none) return false;
    if (estimate.is_fact() || events_of(estimate)) return true;
    if (use == Use::sequence && !has_sequence(metric, statistic, estimate)) return false;
    if (estimate.units_named && estimate.units < (use == Use::sequence ? units_min_sequence : units_min_window)) return false;
    if (const auto* moments = std::get_if<metrics::Split<metrics::Moments>>(&statistic)) return mean_is_strong(moments->total);
    if (const auto* powers = std::get_if<metrics::Split<metrics::Powers>>(&statistic)) return mean_is_strong(powers->total);
    if (const auto* decisions = std::get_if<metrics::Split<metrics::Confusion>>(&statistic); decisions != nullptr && is_of_decisions(metric)) {
        return estimate.units_named || decisions_are_strong(decisions->total);
    }
    if (const auto* runs = std::get_if<std::shared_ptr<const metrics::Runs>>(&statistic); runs != nullptr && is_area(metric)) return ranks_are_strong(**runs, *estimate.value, use);
    return use == Use::window && estimate.rows >= rows_min;
}

}  // namespace verdicts
