#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/reliability.h"
#include "metrics/statistics/split.h"

/// Engine S for the expected calibration error: a supremum over the signs of the bins' gaps. What a perfectly calibrated
/// model shows by chance is taken off the lower limit; the upper one needs no correction.
namespace metrics {

/// Rows independent: the noise is a sum of half-normals, whose quantile is computed. Units named: the noise is redrawn
/// 2,000 times from `seed` over the units' residuals.
Estimate estimate_calibration_error(const Split<Reliability>& of, std::uint64_t seed);

}  // namespace metrics
