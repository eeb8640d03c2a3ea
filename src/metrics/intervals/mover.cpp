#include "metrics/intervals/mover.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace metrics {

Limits mover_difference(double a, Limits of_a, double b, Limits of_b) {
    return {a - b - std::hypot(a - of_a.low, of_b.high - b), a - b + std::hypot(of_a.high - a, b - of_b.low)};
}

namespace {

/// x (2m - x), which is m^2 - (m - x)^2 without cancelling when x is near m.
double folded(double middle, double limit) { return limit * (2 * middle - limit); }

/// Never negative but by rounding: each folded value is at most its middle's square.
double root(double square) { return std::sqrt(std::max(0.0, square)); }

}  // namespace

Limits mover_ratio(double a, Limits of_a, double b, Limits of_b) {
    const double product = a * b;
    Limits limits{0, std::numeric_limits<double>::infinity()};
    // The published quotient with its numerator made rational: the textbook form is 0 / 0 where the upper limit of b is
    // just twice b.
    const double low_a = folded(a, of_a.low);
    if (low_a > 0 && std::isfinite(of_b.high) && of_b.high > 0) {
        limits.low = low_a / (product + root(product * product - low_a * folded(b, of_b.high)));
    }
    const double low_b = folded(b, of_b.low);
    if (low_b > 0 && std::isfinite(of_a.high)) {
        limits.high = (product + root(product * product - folded(a, of_a.high) * low_b)) / low_b;
    }
    return limits;
}

}  // namespace metrics
