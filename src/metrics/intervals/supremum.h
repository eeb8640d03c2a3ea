#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "metrics/estimate.h"
#include "metrics/metric.h"

namespace metrics {

/// The largest difference, or the smallest ratio, between any two groups, with limits that hold over all pairs: the upper
/// limit needs no correction, because only the true extreme pair matters; the lower limit allows for the luck of the
/// largest of many (engine S). Pairs by MOVER, with the correlation that the groups' jackknives show where they share
/// units (`replicates`). A group without a value stays in the far limit, so that small groups can leave a promise unproven
/// but never make it kept; `detail` names them. Fewer than two groups with values: absent with `one_group`.
///
/// `widest`: the largest difference there can be, 1 for shares; what a group that is not known may be away from the rest.
Estimate largest_difference(const std::vector<NamedEstimate>& groups, double widest = std::numeric_limits<double>::infinity());
/// Of metrics that are never negative. Absent with `no_denominator` when every group has zero.
Estimate smallest_ratio(const std::vector<NamedEstimate>& groups);

/// A metric of labels and predictions for each group by itself.
std::vector<NamedEstimate> by_group(const Metric& metric, std::span<const Group> groups, const Setting& setting);

}  // namespace metrics
