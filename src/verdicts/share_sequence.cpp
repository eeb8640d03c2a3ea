#include "verdicts/share_sequence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.h"
#include "verdicts/incomplete.h"

namespace verdicts {

namespace {

constexpr double half = 0.5;
constexpr int halvings = 60;

/// The smallest share that is not excluded; evidence falls as the share rises towards what was seen.
double lowest(double events, double count, double tail) {
    if (events <= 0) return 0;
    const double enough = -std::log(tail);
    double excluded = 0;
    double open = events / count;
    for (int i = 0; i < halvings && open - excluded > 1e-14 * open; ++i) {
        const double middle = excluded + (open - excluded) / 2;
        (log_evidence_above(events, count, middle) >= enough ? excluded : open) = middle;
    }
    return excluded;
}

}  // namespace

double log_evidence_above(double events, double count, double share) {
    ASSERT(events >= 0 && events <= count);
    ASSERT(share > 0 && share < 1);
    const double rest = count - events;
    const double above = log_beta_above(share, events + half, rest + half);
    if (std::isinf(above)) return above;
    return log_beta(events + half, rest + half) + above - log_beta(half, half) - log_beta_above(share, half, half) - events * std::log(share) - rest * std::log1p(-share);
}

metrics::Limits share_sequence(double events, double count, double tail) {
    ASSERT(tail > 0 && tail < 1);
    if (count <= 0) return {0, 1};
    const metrics::Limits limits{lowest(events, count, tail), 1 - lowest(count - events, count, tail)};
    ASSERT(limits.low <= events / count && events / count <= limits.high);
    return limits;
}

}  // namespace verdicts
