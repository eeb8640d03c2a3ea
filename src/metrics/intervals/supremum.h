#pragma once

#include <string>
#include <vector>

#include "metrics/estimate.h"

namespace metrics {

struct NamedEstimate {
    std::string name;
    Estimate estimate;
};

/// The largest difference, or the smallest ratio, between any two groups, with limits that hold over all pairs: the upper
/// limit needs no correction, because only the true extreme pair matters; the lower limit allows for the luck of the
/// largest of many (engine S). Pairs by MOVER, or by the jackknife where the groups share units (`replicates`). A group
/// without a value stays in the far limit, so that small groups can leave a promise unproven but never make it kept.
Estimate largest_difference(const std::vector<NamedEstimate>& groups);
Estimate smallest_ratio(const std::vector<NamedEstimate>& groups);

}  // namespace metrics
