#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// Engine R for average precision, in one visit with memory only for units.
namespace metrics {

/// Step by step, as scikit-learn. Variance from the influence of every row, logit; units named: the jackknife, a unit
/// being left out by its influence. `few_events` below 20 positives, where the value itself is biased upwards.
Estimate average_precision_of(const Runs& runs);

}  // namespace metrics
