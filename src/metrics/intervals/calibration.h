#pragma once

#include <cstdint>

#include "metrics/estimate.h"
#include "metrics/statistics/reliability.h"
#include "metrics/statistics/runs.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// Engine S for the expected calibration error: a supremum over the signs of the bins' gaps. What a perfectly calibrated model
/// shows by chance is taken off the lower limit; the upper one needs no correction.
///
/// Rows independent: the noise is a sum of half-normals, whose quantile is computed. Units named: the noise is redrawn
/// 2,000 times from `seed` over the units' residuals.
Estimate estimate_calibration_error(const Split<Reliability>& of, std::uint64_t seed);

/// Engine S for the largest |share of positives - mean score| of any bin that holds at least `share` of the rows: a process may
/// reach its rarer bins so seldom that a sample has never seen them. The upper limit is the largest of the bins' own, the rarer
/// ones too, because chance decides which are rare; the lower limit, over bins that are not rare by chance, allows for the luck
/// of the largest of so many. `few_events` where a bin of that share may not have been seen.
Estimate estimate_maximum_calibration_error(const Split<Reliability>& of, double share);

/// Scores with labels in bins of equal count: with B(s) the rows of n that score below s, s is in bin floor(k B(s) / n), so that
/// equal scores stay together. Two visits.
Split<Reliability> in_bins_of_equal_count(const Runs& runs, int bins);

}  // namespace metrics
