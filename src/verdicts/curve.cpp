#include "verdicts/curve.h"

#include <cmath>

#include "base/assert.h"

namespace verdicts {
namespace {

// Below this the approximations behind the curves mean nothing; Holm over a thousand checks needs 2.5e-5.
constexpr double tail_min = 1e-9;
constexpr double tail_max = 0.5;
// The ratio 5e8 of the two, halved on a log scale this often, is known to one part in a hundred thousand.
constexpr int halvings = 21;

}  // namespace

metrics::Limits limits_at(const metrics::Estimate& estimate, double tail) {
    ASSERT(estimate.value.has_value());
    ASSERT(tail > 0 && tail <= tail_max);
    if (!estimate.limits) return {*estimate.value, *estimate.value};
    const metrics::Limits limits = estimate.limits(tail);
    if (limits.low <= limits.high) return limits;
    // Near one half both ends meet at the median, and approximations may pass each other there; nowhere else, and NaN
    // is caught here: a number that is missing must have been said to be.
    ASSERT(tail > 0.25);
    ASSERT(limits.low > limits.high);
    const double median = limits.high + (limits.low - limits.high) / 2;
    return {median, median};
}

bool is_kept(metrics::Limits limits, const charter::Bound& bound) {
    ASSERT(limits.low <= limits.high);
    ASSERT(bound.low <= bound.high);
    return limits.low >= bound.low && limits.high <= bound.high;
}

bool is_broken(metrics::Limits limits, const charter::Bound& bound) {
    ASSERT(limits.low <= limits.high);
    ASSERT(bound.low <= bound.high);
    return limits.high < bound.low || limits.low > bound.high;
}

double smallest_broken_tail(const metrics::Estimate& estimate, const charter::Bound& bound, double tail) {
    ASSERT(estimate.value.has_value());
    ASSERT(tail > tail_min && tail < tail_max);
    const auto broken = [&](double at) { return is_broken(limits_at(estimate, at), bound); };
    // A fact cannot err: one comparison settles every tail.
    if (!estimate.limits) return broken(tail) ? 0 : 1;

    const bool broken_here = broken(tail);
    double good = broken_here ? tail_min : tail;  // the largest tail known not to be broken
    double bad = broken_here ? tail : tail_max;   // the smallest known to be
    if (broken_here && broken(tail_min)) return tail_min;
    if (!broken_here && !broken(tail_max)) return 1;
    for (int i = 0; i < halvings; ++i) {
        const double middle = std::sqrt(good * bad);
        (broken(middle) ? bad : good) = middle;
    }
    ASSERT(good < bad);
    ASSERT(broken_here == (bad <= tail));
    return bad;
}

}  // namespace verdicts
