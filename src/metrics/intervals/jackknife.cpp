#include "metrics/intervals/jackknife.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

constexpr int units_min = 5;
/// With fewer degrees of freedom than this, one or two units are all there is.
constexpr double degrees_min = 2;
/// Skewness can hardly be seen in fewer units; the logit allows for that of shares by itself.
constexpr double units_for_skewness = 10;
/// Below it the logit is too optimistic, as for independent rows.
constexpr double events_for_logit = 10;
/// Below it, where events come in clusters, no limits held in simulation.
constexpr double clustered_events_min = 5;
constexpr double clustered_above = 2;  ///< design effect

/// How the metric varies from unit to unit.
struct Spread {
    double variance = 0;  ///< of the value, on its own scale
    double skewness = 0;  ///< of the mean over units: g / sqrt(G)
    UnitBalance balance;
};

Spread spread_of(const std::vector<Replicate>& replicates) {
    const auto count = static_cast<double>(replicates.size());
    double mean = 0;
    for (const Replicate& replicate : replicates) mean += replicate.value / count;
    double squares = 0;
    double cubes = 0;
    for (const Replicate& replicate : replicates) {
        const double influence = mean - replicate.value;  // leaving out a high unit lowers the value
        squares += influence * influence;
        cubes += influence * influence * influence;
    }
    Spread spread;
    spread.balance = balance_of(replicates);
    // Units that agree to the last digits do so by rounding, not by varying that little.
    constexpr double rounding = 1e-13;
    if (squares <= count * (rounding * mean) * (rounding * mean)) return spread;
    spread.variance = (count - 1) / count * squares;
    spread.skewness = cubes / (squares * std::sqrt(squares));
    return spread;
}

/// A value with what its limits are made of.
struct Estimated {
    double value;
    double lowest;
    double highest;
    double rows;
    Spread spread;

    double share() const { return (value - lowest) / (highest - lowest); }
    double deviation() const { return std::sqrt(spread.variance); }
    /// Independent rows that would show as much variance.
    double effective() const {
        const double width = highest - lowest;
        const bool at_end = share() <= 0 || share() >= 1;
        if (at_end || spread.variance <= 0) return spread.balance.units;
        return std::min(rows, share() * (1 - share()) * width * width / spread.variance);
    }
    double events() const { return effective() * std::min(share(), 1 - share()); }
    /// Where values have no end, units differ by more than normal ones would, and their variance is known half as well
    /// (7 to 30 days of skewed errors: 5 to 6 % of upper limits too low with all degrees, by simulation).
    double degrees() const { return bounded() ? spread.balance.degrees : spread.balance.degrees / 2; }
    bool bounded() const { return std::isfinite(lowest) && std::isfinite(highest); }
    Limits clamped(Limits limits) const { return {std::max(lowest, limits.low), std::min(highest, limits.high)}; }
};

/// Korn and Graubard 1998: the exact limits at the effective number of rows, which is reduced by as much as Student's
/// quantile exceeds the normal one.
Limits exact_limits(const Estimated& estimated, double tail) {
    double count = estimated.effective();
    if (estimated.spread.variance > 0) {
        const double clear = std::min(tail, 0.499);  // at 0.5 both quantiles are 0
        const double ratio = normal_quantile(clear) / student_quantile(clear, estimated.spread.balance.degrees);
        count *= ratio * ratio;
    }
    const double share = std::clamp(estimated.share(), 0.0, 1.0);
    const Limits limits = clopper_pearson(share * count, count, tail);
    const double width = estimated.highest - estimated.lowest;
    return {estimated.lowest + width * limits.low, estimated.lowest + width * limits.high};
}

Limits transformed_limits(const Estimated& estimated, Transform transform, double half_width) {
    const double value = estimated.value;
    switch (transform) {
        case Transform::identity: return {value - half_width, value + half_width};
        case Transform::log: return {value * std::exp(-half_width / value), value * std::exp(half_width / value)};
        case Transform::atanh: {
            const double half = half_width / (1 - value * value);
            return {std::tanh(std::atanh(value) - half), std::tanh(std::atanh(value) + half)};
        }
        case Transform::logit: break;
    }
    const double share = estimated.share();
    const double width = estimated.highest - estimated.lowest;
    const double half = half_width / (width * share * (1 - share));
    const auto back = [&](double odds) { return estimated.lowest + width * odds / (odds + 1); };
    const double odds = share / (1 - share);
    return {back(odds * std::exp(-half)), back(odds * std::exp(half))};
}

Limits limits_of(const Estimated& estimated, Transform transform, double tail) {
    const bool share_like = transform == Transform::logit || (estimated.spread.variance <= 0 && estimated.bounded());
    const bool few = share_like && estimated.events() < events_for_logit;
    const double t = student_quantile(1 - tail, estimated.degrees());
    Limits limits = few ? exact_limits(estimated, tail) : transformed_limits(estimated, transform, t * estimated.deviation());
    const bool skewness_unseen = transform == Transform::logit && estimated.spread.balance.units < units_for_skewness;
    if (estimated.spread.variance > 0 && !skewness_unseen) {
        const Limits corrected = hall_limits(estimated.value, estimated.deviation(), estimated.spread.skewness, t);
        limits = {std::min(limits.low, corrected.low), std::max(limits.high, corrected.high)};
    }
    return estimated.clamped(limits);
}

/// Why these units cannot carry an interval.
Reason obstacle(const Estimated& estimated, Transform transform) {
    const Spread& spread = estimated.spread;
    if (const Reason reason = spread.balance.obstacle(); reason != Reason::none) return reason;
    if (spread.variance <= 0 && !estimated.bounded()) return Reason::few_units;
    const bool skewed = spread.balance.units >= units_for_skewness && std::abs(spread.skewness) > (estimated.bounded() ? skewness_max : endless_skewness_max);
    if (transform != Transform::logit) {
        const bool no_scale = (transform == Transform::log && estimated.value <= 0) ||
                              (transform == Transform::atanh && std::abs(estimated.value) >= 1);
        return no_scale ? Reason::few_events : skewed ? Reason::too_skewed : Reason::none;
    }
    const bool clustered = spread.variance > 0 && estimated.effective() * clustered_above < estimated.rows;
    if (clustered && estimated.events() < clustered_events_min) return Reason::few_events;
    return clustered && skewed ? Reason::too_skewed : Reason::none;
}

}  // namespace

UnitBalance balance_of(const std::vector<Replicate>& replicates) {
    const bool known = std::any_of(replicates.begin(), replicates.end(), [](const Replicate& r) { return r.share > 0; });
    double squares = 0;
    double fourths = 0;
    UnitBalance balance;
    for (const Replicate& replicate : replicates) {
        const double share = known ? replicate.share : 1 / static_cast<double>(replicates.size());
        if (share > 0) ++balance.active;
        squares += share * share;
        fourths += share * share * share * share;
    }
    if (balance.active == 0) return balance;
    balance.units = 1 / squares;
    // Satterthwaite: where the rows of a unit move together, its part of the variance grows as the square of its size.
    balance.degrees = squares * squares / fourths - 1;
    return balance;
}

Reason UnitBalance::obstacle() const {
    if (active < units_min) return Reason::few_units;
    return degrees < degrees_min ? Reason::too_skewed : Reason::none;
}

void jackknife(Estimate& estimate, std::vector<Replicate> replicates, Transform transform, double lowest, double highest) {
    ASSERT(estimate.value.has_value());
    estimate.method = "jackknife over units";
    estimate.replicates = std::move(replicates);
    Estimated estimated{*estimate.value, lowest, highest, static_cast<double>(estimate.rows),
                              spread_of(estimate.replicates)};
    estimate.reason = obstacle(estimated, transform);
    if (estimate.reason != Reason::none) {
        if (estimate.reason == Reason::few_units && estimated.spread.balance.active < units_min) estimate.enough = units_min;
        estimate.limits = [=](double) { return Limits{lowest, highest}; };
        return;
    }
    estimate.limits = [=](double tail) { return limits_of(estimated, transform, tail); };
}

}  // namespace metrics
