#include "verdicts/more.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "verdicts/curve.h"

namespace verdicts {
namespace {

// (1 / 0.2)^2 x 2.04: the bound nearer to the value than a fifth of the interval's half.
constexpr double times_max = 51;
// Four times out of five: the normal quantile of 0.8.
constexpr double z_power = 0.8416212335729143;
constexpr double never = std::numeric_limits<double>::infinity();

// Of the present data, how many times as many bring the limit, now at distance w, to the bound at distance d.
double times_by_root(double w, double d, double z, double fixed_share) {
    ASSERT(w >= 0 && d >= 0);
    ASSERT(fixed_share >= 0 && fixed_share <= 1);
    const double wanted = d * z / (z + z_power);
    const double room = wanted * wanted - fixed_share * w * w;
    return room > 0 ? (1 - fixed_share) * w * w / room : never;
}

double times_without_events(double w, double d) {
    ASSERT(w >= 0 && d >= 0);
    if (d == 0) return never;
    return w < 1 && d < 1 ? std::log1p(-w) / std::log1p(-d) : w / d;
}

// A share of nothing or of everything has no room on its far side.
bool without_events(double value, metrics::Limits limits) {
    ASSERT(limits.low <= limits.high);
    return (value == 0 && limits.low == 0) || (value == 1 && limits.high == 1);
}

}  // namespace

More more_to_decide(const metrics::Estimate& estimate, const charter::Bound& bound, double tail) {
    ASSERT(estimate.value && estimate.limits);
    ASSERT(tail > 0 && tail < 0.5);
    const double value = *estimate.value;
    const metrics::Limits limits = limits_at(estimate, tail);
    const double z = metrics::normal_quantile(1 - tail);

    double times = 0;
    for (const double end : {bound.low, bound.high}) {
        if (std::isinf(end)) continue;
        // Outside the bound only the end that was crossed needs deciding; inside, both.
        const bool crossed = (end == bound.low) ? value < bound.low : value > bound.high;
        const bool inside = value >= bound.low && value <= bound.high;
        if (!crossed && !inside) continue;
        const double w = end < value ? value - limits.low : limits.high - value;
        const double d = std::abs(value - end);
        const bool rare = estimate.fixed_share == 0 && without_events(value, limits);
        times = std::max(times, rare ? times_without_events(w, d) : times_by_root(w, d, z, estimate.fixed_share));
    }
    // Written so that NaN (infinite limits) is hopeless too.
    if (!(times <= times_max)) return {.units = 0, .hopeless = true};
    return {.units = static_cast<std::int64_t>(std::ceil(times * static_cast<double>(std::max<std::int64_t>(estimate.units, 1)))),
            .hopeless = false};
}

}  // namespace verdicts
