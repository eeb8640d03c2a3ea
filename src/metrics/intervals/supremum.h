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

/// a - b, with its sign: two samples that share no row, which may share units. Absent with the reason of the one that has no
/// value; `small_groups` and limits as wide as +-`widest` where one of the two is not known well enough to say more.
Estimate difference_between(const NamedEstimate& a, const NamedEstimate& b, double widest = std::numeric_limits<double>::infinity());

/// A group, the rest of the rows, and all rows together.
struct Beside {
    NamedEstimate group;
    Estimate rest;
    Estimate overall;
};
/// The largest difference, either way, of a group's value from that of all rows. The group is one of them, so its limits come
/// from the group against the rest, which share no row: overall is group and rest in proportion. Limits hold over all groups;
/// groups that are not known are treated as above.
Estimate largest_from_overall(const std::vector<Beside>& groups, double widest = std::numeric_limits<double>::infinity());

enum class Worst { lowest, highest };
/// The value of the group in which it is worst. Good enough is it only if every group is: the limit towards worse needs no
/// correction, and a group that is not known leaves it at the end of the range (`lowest`, `highest`); the other limit allows
/// for the luck of the worst of many. `detail` names that group.
Estimate worst_group(const std::vector<NamedEstimate>& groups, Worst worst, double lowest, double highest);

/// A metric of labels and predictions for each group by itself.
std::vector<NamedEstimate> by_group(const Metric& metric, std::span<const Group> groups, const Setting& setting);

}  // namespace metrics
