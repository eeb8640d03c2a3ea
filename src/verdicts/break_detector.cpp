#include "verdicts/break_detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "verdicts/curve.h"
#include "verdicts/shares.h"

namespace verdicts {

namespace {

constexpr double quarter_days = 91.3125;
constexpr double p_min = 1e-9;  // below it the approximations behind the curves mean nothing

/// "The truth is at least `end`", or at most: the exact tail of a share, else where the curve crosses the end.
double p_at(const metrics::Estimate& estimate, double end, bool from_below, double tail) {
    if (const auto share = events_of(estimate)) {
        if (end <= 0 || end >= 1) return (from_below ? *estimate.value >= end : *estimate.value <= end) ? 1 : p_min;
        if (from_below) return metrics::binomial_cdf(share->events, share->count, end);
        return share->events <= 0 ? 1 : 1 - metrics::binomial_cdf(share->events - 1, share->count, end);
    }
    charter::Bound good, bad;
    (from_below ? good.low : good.high) = end;
    (from_below ? bad.high : bad.low) = end;
    const bool outside = from_below ? *estimate.value < end : *estimate.value > end;
    return outside ? smallest_broken_tail(estimate, good, tail) : 1 - std::min(0.5, smallest_broken_tail(estimate, bad, tail));
}

}  // namespace

double e_value(double p) {
    ASSERT(p >= 0 && p <= 1);
    if (p >= 1) return 0;
    const double z = -metrics::normal_quantile(std::max(p, p_min));
    // Far below zero the exponential grows as the tail falls; their product is sqrt(2 / (2 pi)) / |z| there.
    if (z < -20) return std::numbers::sqrt2 / (std::sqrt(std::numbers::pi) * -z);
    return std::numbers::sqrt2 * std::exp(z * z / 4) * metrics::normal_cdf(z / std::numbers::sqrt2);
}

double p_of_window(const metrics::Estimate& estimate, const charter::Bound& bound, double level) {
    ASSERT(estimate.value.has_value());
    ASSERT(!bound.relative);
    const double tail = (1 - level) / 2;
    const bool below = std::isfinite(bound.low);
    const bool above = std::isfinite(bound.high);
    ASSERT(below || above);
    if (below != above) return std::clamp(p_at(estimate, below ? bound.low : bound.high, below, tail), 0.0, 1.0);
    // Two ends can be left: twice the smaller.
    return std::min(1.0, 2 * std::min(p_at(estimate, bound.low, true, tail), p_at(estimate, bound.high, false, tail)));
}

double windows_per_false_alarm(double window_days) {
    ASSERT(window_days > 0);
    return std::max(2.0, quarter_days / window_days);
}

bool Detector::add(double p, double threshold) {
    ASSERT(threshold > 1);
    ASSERT(evidence >= 0);
    ++windows;
    evidence = (1 + evidence) * e_value(p);
    if (evidence < threshold) return false;
    ++alarms;
    evidence = 0;
    windows = 0;
    return true;
}

bool Detector::add_fact(bool is_broken) {
    ++windows;
    const bool alarm = is_broken && !broken;
    broken = is_broken;
    if (!alarm) return false;
    ++alarms;
    windows = 0;
    return true;
}

}  // namespace verdicts
