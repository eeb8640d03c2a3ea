#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// Engine R for the area under the ROC curve, in one visit with memory only for units.
namespace metrics {

/// Rows independent: DeLong's variance, logit; where fewer than ten of the rarer class are out of order the wider of that,
/// side by side, and Newcombe's method 5. Units named: the area without each unit, exactly.
Estimate area_under_roc(const Runs& runs);

/// Newcombe 2006, method 5: the areas t with |area - t| = z sqrt(variance of t).
Limits newcombe_limits(double area, double positives, double negatives, double tail);

}  // namespace metrics
