#include "rollout/difference.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "verdicts/asymptotic_sequence.h"
#include "verdicts/share_sequence.h"

namespace rollout {

namespace {

using metrics::Limits;
using metrics::Reason;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double exact_share = 0.1;  // of the tail, before the start rule holds
constexpr double units_min = 30, skewness_max = 0.2, denominator_errors_min = 5;

/// Of u = y - slope x over the units of an arm.
struct Combination {
    double mean = 0, variance = 0, third = 0;  ///< variance: of the sample; third: central moment
};
Combination combined(const Sums& of, double slope) {
    const double mean = (of.y - slope * of.x) / of.n;
    const double square = (of.yy - 2 * slope * of.xy + slope * slope * of.xx) / of.n;
    const double cube = (of.yyy - 3 * slope * of.yyx + 3 * slope * slope * of.yxx - slope * slope * slope * of.xxx) / of.n;
    // What cancels to less than that of a sum of squares is rounding.
    const double central = square - mean * mean > 1e-13 * square ? square - mean * mean : 0;
    return {mean, of.n > 1 ? central * of.n / (of.n - 1) : 0, cube - 3 * mean * square + 2 * mean * mean * mean};
}

bool both(const Cell& cell) { return cell.candidate.n >= 2 && cell.control.n >= 2; }
/// Zeros and ones alone, and nothing known before.
bool is_yes_or_no(const Sums& of) { return of.xx == 0 && of.yy == of.y && of.yyy == of.y; }
double covariance(const Sums& of) { return of.xy - of.x * of.y / of.n; }
double spread_of_x(const Sums& of) {
    const double spread = of.xx - of.x * of.x / of.n;
    return spread > 1e-13 * of.xx ? spread : 0;
}

/// CUPED's theta: within arms and strata, so that neither a difference between arms nor one between steps enters it.
double theta_of(const MetricSums& sums) {
    double common = 0, spread = 0;
    for (const Cell& cell : sums.strata) {
        if (!both(cell)) continue;
        common += covariance(cell.candidate) + covariance(cell.control);
        spread += spread_of_x(cell.candidate) + spread_of_x(cell.control);
    }
    return spread > 0 ? common / spread : 0;
}

Reason reason_of(const Sums& arm, const Combination& all, bool ratio) {
    if (arm.n < units_min) return Reason::few_units;
    if (all.variance <= 0) return Reason::no_spread;
    if (std::fabs(all.third) / std::pow(all.variance, 1.5) / std::sqrt(arm.n) > skewness_max) return Reason::too_skewed;
    if (ratio && arm.x / std::sqrt(std::max(0.0, arm.xx - arm.x * arm.x / arm.n)) < denominator_errors_min) return Reason::no_denominator;
    return Reason::none;
}

}  // namespace

Difference::Difference(const charter::RolloutMetric& metric, const MetricSums& sums, double planned) : kind_(metric.kind), relative_(metric.relative), planned_(planned) {
    ASSERT(planned > 0);
    kind_ == charter::RolloutMetric::Kind::rate ? compare_rates(sums) : compare_means(sums);
    ASSERT(!value || std::isfinite(*value));
}

void Difference::compare_means(const MetricSums& sums) {
    const bool ratio = kind_ == charter::RolloutMetric::Kind::ratio;
    const double theta = ratio ? 0 : theta_of(sums);
    Sums all_candidate, all_control;
    for (const Cell& cell : sums.strata) {
        if (!both(cell) || (ratio && (cell.candidate.x <= 0 || cell.control.x <= 0))) {
            left_out += cell.candidate.n + cell.control.n;
            continue;
        }
        units += cell.candidate.n + cell.control.n;
        all_candidate += cell.candidate;
        all_control += cell.control;
    }
    if (units <= 0) {
        reason = ratio && left_out > 0 ? Reason::no_denominator : Reason::no_rows;
        return;
    }
    double mean_candidate = 0, mean_control = 0, plain_candidate = 0, plain_control = 0, variance_candidate = 0, variance_control = 0;
    for (const Cell& cell : sums.strata) {
        if (!both(cell) || (ratio && (cell.candidate.x <= 0 || cell.control.x <= 0))) continue;
        const double weight = (cell.candidate.n + cell.control.n) / units;
        // Adjusted towards the mean of what was before in both arms together, so that the values stay values of y.
        const double before = ratio ? 0 : theta * (cell.candidate.x + cell.control.x) / (cell.candidate.n + cell.control.n);
        const auto take = [&](const Sums& arm, double& mean, double& plain, double& variance) {
            const double slope = ratio ? arm.y / arm.x : theta;
            const double scale = ratio ? arm.n / arm.x : 1;
            const Combination here = combined(arm, slope);
            mean += weight * (ratio ? slope : here.mean + before);
            plain += weight * (ratio ? slope : arm.y / arm.n);
            variance += weight * weight * here.variance * scale * scale / arm.n;
        };
        take(cell.candidate, mean_candidate, plain_candidate, variance_candidate);
        take(cell.control, mean_control, plain_control, variance_control);
    }
    candidate = plain_candidate;
    control = plain_control;
    if (relative_) {
        if (mean_control == 0) {
            reason = Reason::no_denominator;
            return;
        }
        value = (mean_candidate - mean_control) / std::fabs(mean_control);
        error_ = std::sqrt(variance_candidate + variance_control * std::pow(mean_candidate / mean_control, 2)) / std::fabs(mean_control);
        if (std::fabs(mean_control) < denominator_errors_min * std::sqrt(variance_control)) reason = Reason::no_denominator;
    } else {
        value = mean_candidate - mean_control;
        error_ = std::sqrt(variance_candidate + variance_control);
    }
    for (const Sums* arm : {&all_candidate, &all_control}) {
        const Reason here = reason_of(*arm, combined(*arm, ratio ? arm->y / arm->x : theta), ratio);
        if (here != Reason::none && reason == Reason::none) reason = here;
    }
    yes_or_no_ = !ratio && is_yes_or_no(all_candidate) && is_yes_or_no(all_control);
    events_candidate_ = all_candidate;
    events_control_ = all_control;
    if (yes_or_no_) begin_exactly();
}

void Difference::begin_exactly() {
    if (reason != Reason::few_units && reason != Reason::too_skewed && reason != Reason::no_spread) return;
    exact_ = true;
    reason = Reason::none;
}

void Difference::compare_rates(const MetricSums& sums) {
    for (const Cell& cell : sums.strata) {
        events_candidate_ += cell.candidate;
        events_control_ += cell.control;
    }
    exact_ = true;
    units = events_candidate_.n + events_control_.n;
    if (events_candidate_.n <= 0 || events_control_.n <= 0) {
        reason = Reason::no_rows;
        return;
    }
    candidate = events_candidate_.y / events_candidate_.n;
    control = events_control_.y / events_control_.n;
    if (!relative_) value = *candidate - *control;
    else if (*control > 0) value = (*candidate - *control) / *control;
    else reason = events_candidate_.y > 0 ? Reason::none : Reason::few_events;
}

Limits Difference::limits_of_rates(double tail) const {
    const double events = events_candidate_.y + events_control_.y;
    const auto ratio_of = [](double share) { return share < 1 ? share / (1 - share) : infinity; };
    const Limits share = verdicts::share_sequence(events_candidate_.y, events, relative_ ? tail : tail / 4);
    const Limits ratio{ratio_of(share.low), ratio_of(share.high)};
    if (relative_) return {ratio.low - 1, ratio.high - 1};
    const Limits ours = verdicts::share_sequence(events_candidate_.y, events_candidate_.n, tail / 4), theirs = verdicts::share_sequence(events_control_.y, events_control_.n, tail / 4);
    const double low = (ratio.low < 1 ? theirs.high : theirs.low) * (ratio.low - 1);
    const double high = std::isinf(ratio.high) ? infinity : (ratio.high > 1 ? theirs.high : theirs.low) * (ratio.high - 1);
    return {std::max(low, ours.low - theirs.high), std::min(high, ours.high - theirs.low)};
}

double Difference::tail_of(double tail) const {
    ASSERT(tail > 0 && tail < 0.25);
    return !yes_or_no_ ? tail : tail * (exact_ ? exact_share : 1 - exact_share);
}

double Difference::lower(double tail) const {
    const double share = tail_of(tail);
    if (reason != Reason::none) return -infinity;
    if (exact_) return limits_of_rates(share).low;
    return *value - error_ * verdicts::sequence_width(units, planned_, 2 * share);
}

double Difference::upper(double tail) const {
    const double share = tail_of(tail);
    if (reason != Reason::none) return infinity;
    if (exact_) return limits_of_rates(share).high;
    return *value + error_ * verdicts::sequence_width(units, planned_, 2 * share);
}

}  // namespace rollout
