#pragma once

#include "metrics/estimate.h"

/// A confidence sequence for the mean of values in [0, 1], from the sums of windows, exact whatever their distribution: the
/// empirical Bernstein sequence with a gamma-exponential mixture (Howard, Ramdas, McAuliffe and Sekhon 2021, theorem 4 and
/// proposition 9).
///
/// Before each window the mean is predicted from the windows before it, so the sums of a window are all that is needed of it.
/// With s = +-(sum x - N mu) and V the sum of squared distances from the predictions,
///
///   ln M(s, V) = r ln r - lnGamma(r) - ln P(r, r) + lnGamma(V+r) + ln P(V+r, s+V+r) - (V+r) ln(s+V+r) + s + V
///
/// and mu is excluded once ln M >= ln(1 / tail), on either side.
namespace verdicts {

/// ln M(s, V); v >= 0, r > 0, s + v + r > 0.
double log_bounded_evidence(double s, double v, double r);

class BoundedSequence {
public:
    /// Tightest when about `count` values have been seen; decided beforehand, from nothing that was observed.
    explicit BoundedSequence(double count);

    /// A window: how many values, their sum and their sum of squares.
    void add(double count, double sum, double square);
    metrics::Limits limits(double tail) const;

    /// What there is of it, to be kept and taken up again.
    struct State {
        double planned = 0, count = 0, sum = 0, variance = 0;
    };
    const State& state() const { return state_; }
    explicit BoundedSequence(const State& state) : state_(state) {}

private:
    double lowest(double sum, double tail) const;

    State state_;
};

}  // namespace verdicts
