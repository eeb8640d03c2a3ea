#include "metrics/intervals/saddlepoint.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "metrics/intervals/distributions.h"

namespace metrics {

double tail_above(const CumulantFunction& cumulants, double x, double t_low, double t_high) {
    // 1. The saddlepoint: where K'(t) = x. K' rises, so halving finds it.
    double t = 0;
    Cumulants at;
    for (int i = 0; i < 200; ++i) {
        t = t_low + (t_high - t_low) / 2;
        at = cumulants(t);
        if (t_high - t_low <= 1e-15 * std::max(std::abs(t_low), std::abs(t_high)) || at.slope == x) break;
        (at.slope < x ? t_low : t_high) = t;
    }
    // 2. The signed root r and the standardised saddlepoint u.
    const double root = std::sqrt(std::max(0.0, 2 * (t * x - at.value)));
    const double r = t < 0 ? -root : root;
    const double u = t * std::sqrt(at.curvature);
    // 3. Near the mean 1/u - 1/r is 0 / 0; it changes smoothly there, so the normal term alone is off by the skewness only.
    constexpr double near_mean = 1e-5;
    if (std::abs(r) < near_mean || std::abs(u) < near_mean) return 1 - normal_cdf(r);
    const double density = std::exp(-r * r / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return std::clamp(1 - normal_cdf(r) + density * (1 / u - 1 / r), 0.0, 1.0);
}

}  // namespace metrics
