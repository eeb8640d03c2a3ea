#pragma once

#include <vector>

#include "metrics/estimate.h"

namespace metrics {

/// The scale on which an interval is symmetric.
enum class Transform { identity, logit, log, atanh };

/// Fills `estimate.limits` (and `replicates`, `method`) from the metric computed without each unit:
/// v = (G-1)/G sum (theta_g - mean)^2 on the transform's scale, Student's t with G-1 degrees of freedom
/// (Kott 2001, "The delete-a-group jackknife"). `estimate.value` must be set. `lowest`, `highest`: the metric's range.
///
/// Raises `few_units` (fewer units than a jackknife can use) or `too_skewed` (one or a few units carry most of the
/// variance), and then the limits are the range itself. A value at the end of its range (a share of 0 or 1) has no
/// transform: see the .cpp for what is done instead.
void jackknife(Estimate& estimate, std::vector<Replicate> replicates, Transform transform, double lowest, double highest);

}  // namespace metrics
