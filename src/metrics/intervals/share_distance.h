#pragma once

#include "metrics/metric.h"

namespace metrics {

/// Distances that are the largest difference of the two samples' shares of something (engine S of the interval methods).
enum class Largest {
    of_each_bin,       ///< of any one bin: l_infinity
    of_sets_of_bins,   ///< of any bins together: total_variation
};

/// The distance over common bins with its interval. The upper limit is the largest one-sided limit of what the distance is
/// the largest of: of each bin, or of the bins that the current sample has most more of, for every number of them. The
/// lower one leaves out what noise can make of nothing, drawn by row or by unit: for sets over bins pooled until they hold
/// ten rows of both samples together, which makes that distance smaller, never larger; for each bin over the 300 of which
/// the noise is largest.
Estimate share_distance(Largest largest, Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting);

}  // namespace metrics
