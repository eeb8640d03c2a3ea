#pragma once

#include <cmath>
#include <optional>

#include "metrics/estimate.h"

namespace verdicts {

/// Events among independent rows.
struct Share {
    double events = 0, count = 0;
};

/// The counts behind an estimate that is a share of independent, unweighted rows: what has exact tails. Else nothing.
inline std::optional<Share> events_of(const metrics::Estimate& estimate) {
    if (estimate.units_named || !estimate.value || estimate.rows <= 0) return std::nullopt;
    if (estimate.method != "mid-P" && estimate.method != "Clopper-Pearson") return std::nullopt;
    const auto count = static_cast<double>(estimate.rows);
    const double events = std::round(*estimate.value * count);
    if (std::fabs(events - *estimate.value * count) > 1e-6 * (1 + events)) return std::nullopt;
    return Share{events, count};
}

}  // namespace verdicts
