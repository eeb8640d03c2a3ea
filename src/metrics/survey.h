#pragma once

#include "metrics/intervals/keys.h"
#include "metrics/metric.h"

/// Surveys: what was asked in a column, of people who may not answer. A subject's newest answer counts (of several at one
/// time, the lowest); where no subject is named, every row is somebody else's. An answer outside the scale is none.
namespace metrics::survey {

/// The newest answer in [lowest, highest]; NaN where there is none.
double answer(std::span<const KeyRow> rows, double lowest, double highest);

/// Says in `detail` how many answered, and what the value would be if all who did not had given the worst or the best.
Estimate with_silence(Estimate estimate, const Split<KeySums>& of, double lowest, double highest);

}  // namespace metrics::survey
