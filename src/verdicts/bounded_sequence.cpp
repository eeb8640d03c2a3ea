#include "verdicts/bounded_sequence.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "verdicts/incomplete.h"

namespace verdicts {

namespace {

// Squared distance from the mean of a value in [0, 1]: between what rare events have and the quarter of a coin. A guess that
// is wrong by a factor of ten costs a few percent of width and no validity.
constexpr double variance_expected = 0.05;
constexpr int halvings = 60;

}  // namespace

double log_bounded_evidence(double s, double v, double r) {
    ASSERT(v >= 0 && r > 0);
    ASSERT(s + v + r > 0);
    return r * std::log(r) - log_gamma(r) - log_gamma_below(r, r) + log_gamma(v + r) + log_gamma_below(v + r, s + v + r) - (v + r) * std::log(s + v + r) + s + v;
}

BoundedSequence::BoundedSequence(double count) {
    ASSERT(std::isfinite(count));
    state_.planned = std::max(1.0, count * variance_expected);
}

void BoundedSequence::add(double count, double sum, double square) {
    ASSERT(count >= 0);
    ASSERT(sum >= -1e-9 * count && sum <= count * (1 + 1e-9));
    const double predicted = (0.5 + state_.sum) / (1 + state_.count);
    state_.variance += std::max(0.0, square - 2 * predicted * sum + count * predicted * predicted);
    state_.count += count;
    state_.sum += sum;
}

double BoundedSequence::lowest(double sum, double tail) const {
    const double enough = -std::log(tail);
    const double r = state_.planned / (2 * enough + std::log(1 + 2 * enough));
    double excluded = 0;
    double open = sum / state_.count;
    if (log_bounded_evidence(sum, state_.variance, r) < enough) return 0;  // not even zero is excluded
    for (int i = 0; i < halvings && open - excluded > 1e-14; ++i) {
        const double middle = excluded + (open - excluded) / 2;
        (log_bounded_evidence(sum - state_.count * middle, state_.variance, r) >= enough ? excluded : open) = middle;
    }
    return excluded;
}

metrics::Limits BoundedSequence::limits(double tail) const {
    ASSERT(tail > 0 && tail < 1);
    if (state_.count <= 0) return {0, 1};
    const double sum = std::clamp(state_.sum, 0.0, state_.count);
    return {lowest(sum, tail), 1 - lowest(state_.count - sum, tail)};
}

}  // namespace verdicts
