#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

namespace metrics {

enum class Coefficient { intercept, slope };

/// A coefficient of the logistic regression of the label on the logit of the score, fitted to sorted runs by Newton's method: some
/// ten visits, with memory only for units. The sandwich gives its variance, so that the interval holds where the regression is
/// not the truth; over named units the jackknife, a unit being left out by its score (one step).
///
/// `too_skewed` where some score is 0 or 1, `few_events` below 20 of the rarer outcome.
///
/// Absent with `one_class`, `constant` (a single score), `wrong_type` (scores outside 0 to 1), or `few_events` where the scores
/// separate the outcomes, so that the best slope is infinite.
Estimate recalibrated(const Runs& runs, Coefficient coefficient);

}  // namespace metrics
