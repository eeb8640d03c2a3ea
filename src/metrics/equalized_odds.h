#pragma once

#include <span>

#include "metrics/intervals/supremum.h"

namespace metrics {

/// Both kinds of error equally frequent in every group, from the two rates: the larger of the two largest differences, the
/// smaller of the two smallest ratios. The limit towards better holds of either rate, so each may err half as often; the
/// other must hold of the worse only.
Estimate equalized_odds_gap(std::span<const Group> groups, const Setting& setting);
Estimate equalized_odds_least_ratio(std::span<const Group> groups, const Setting& setting);

}  // namespace metrics
