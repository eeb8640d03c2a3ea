#include "verdicts/asymptotic_sequence.h"

#include <cmath>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"

namespace verdicts {

namespace {

constexpr double tail = 0.025;  // at which the fixed interval is read

double onto(Scaled scale, double x) {
    switch (scale) {
        case Scaled::log: return std::log(x);
        case Scaled::logit: return std::log(x) - std::log1p(-x);
        case Scaled::atanh: return std::atanh(x);
        case Scaled::identity: break;
    }
    return x;
}
double back(Scaled scale, double y) {
    switch (scale) {
        case Scaled::log: return std::exp(y);
        case Scaled::logit: return 1 / (1 + std::exp(-y));
        case Scaled::atanh: return std::tanh(y);
        case Scaled::identity: break;
    }
    return y;
}

}  // namespace

double sequence_width(double count, double planned, double alpha) {
    ASSERT(count > 0 && planned > 0);
    ASSERT(alpha > 0 && alpha < 1);
    const double rho2 = (-2 * std::log(alpha) + std::log(-2 * std::log(alpha) + 1)) / planned;
    const double spread = count * rho2;
    return std::sqrt(2 * (spread + 1) / spread * (0.5 * std::log1p(spread) - std::log(alpha)));
}

std::optional<metrics::Limits> asymptotic_sequence(const metrics::Estimate& estimate, Scaled scale, double count, double planned, double alpha) {
    if (!estimate.value || !estimate.limits || count <= 0) return std::nullopt;
    const metrics::Limits fixed = estimate.limits(tail);
    const double centre = onto(scale, *estimate.value);
    if (!std::isfinite(centre)) return std::nullopt;
    const double stretch = sequence_width(count, planned, alpha) / metrics::normal_quantile(1 - tail);
    // An end of the interval at the end of the scale stays there: infinitely far away, however much it is stretched.
    const metrics::Limits limits{back(scale, centre - stretch * (centre - onto(scale, fixed.low))), back(scale, centre + stretch * (onto(scale, fixed.high) - centre))};
    if (std::isnan(limits.low) || std::isnan(limits.high)) return std::nullopt;
    ASSERT(limits.low <= limits.high);
    return limits;
}

}  // namespace verdicts
