#pragma once

#include <functional>

/// Tail probabilities of a sum of independent terms from its cumulant generating function. Deterministic, and accurate
/// relative to the tail itself, so limits exist at any level without draws.
namespace metrics {

/// K(t), K'(t) and K''(t).
struct Cumulants {
    double value = 0;
    double slope = 0;
    double curvature = 0;
};
using CumulantFunction = std::function<Cumulants(double t)>;

/// P(X > x) by Lugannani and Rice 1980. K must exist inside (t_low, t_high), and K' take the value x there.
double tail_above(const CumulantFunction& cumulants, double x, double t_low, double t_high);

}  // namespace metrics
