#include "metrics/intervals/exceedance.h"

#include <cmath>

#include "base/assert.h"

namespace metrics {

namespace {

constexpr double tail_min = 1e-9;
constexpr double tail_max = 0.5;
// The ratio 5e8 of the two, halved on a log scale this often, is known to one part in a hundred thousand.
constexpr int halvings = 21;

/// The smallest tail at which it holds; what holds at one tail holds at larger ones.
template <class Holds>
double smallest(Holds holds) {
    if (holds(tail_min)) return tail_min;
    if (!holds(tail_max)) return 1;
    double good = tail_max;
    double bad = tail_min;
    for (int i = 0; i < halvings; ++i) {
        const double middle = std::sqrt(good * bad);
        (holds(middle) ? good : bad) = middle;
    }
    return good;
}

}  // namespace

Exceedance exceedance(const Estimate& estimate, double bound) {
    ASSERT(estimate.value.has_value());
    if (!estimate.limits) return {*estimate.value > bound ? 0.0 : 1.0, *estimate.value <= bound ? 0.0 : 1.0};
    return {smallest([&](double tail) { return estimate.limits(tail).low > bound; }),
            smallest([&](double tail) { return estimate.limits(tail).high <= bound; })};
}

}  // namespace metrics
