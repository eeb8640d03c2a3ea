#pragma once

#include <optional>
#include <vector>

#include "metrics/statistics/wish.h"

/// Statistics of parts that share no row, added up and taken apart again. They may share units.
namespace metrics {

/// Of all parts together; nothing where the statistic is not additive (runs, facts) or there is no part.
std::optional<Statistic> joined(const std::vector<const Statistic*>& parts);

/// Of the rows of `whole` that are not in `part`, which must be one of those that it was joined from.
Statistic without(const Statistic& whole, const Statistic& part);

}  // namespace metrics
