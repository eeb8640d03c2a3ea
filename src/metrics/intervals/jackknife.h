#pragma once

#include <vector>

#include "metrics/estimate.h"

namespace metrics {

/// The scale on which an interval is symmetric.
enum class Transform { identity, logit, log, atanh };

/// How many units of equal size these would be worth, from their shares.
struct UnitBalance {
    int active = 0;      ///< units that have anything the metric rests on
    double units = 0;
    double degrees = 0;  ///< of freedom in a variance between them

    /// `few_units`, `too_skewed` (one or two units have nearly all of the rows) or `none`.
    Reason obstacle() const;
};
UnitBalance balance_of(const std::vector<Replicate>& replicates);

/// Fills `estimate.limits`, `replicates` and `method` from the metric computed without each unit (Kott 2001, "The
/// delete-a-group jackknife"): v = (G-1)/G sum (theta_g - mean)^2, carried to the transform's scale by its derivative,
/// because a replicate may lie at the end of the range where the transform does not exist. Student's t, with the degrees
/// of freedom that units of such sizes are worth; the wider of that and Hall's skewness-corrected t, for shares from ten
/// units on.
///
/// A share (logit) that rests on few events takes Korn and Graubard's exact limits at the effective number of rows; one
/// of exactly 0 or 1 those of a share of units, since nothing is known of how events cluster before there is one.
///
/// `estimate.value` and `rows` (all that the value rests on) must be set. `lowest`, `highest`: the metric's range.
/// Raises `few_units` (below 5), `few_events`, or `too_skewed` (one or a few units decide nearly everything).
void jackknife(Estimate& estimate, std::vector<Replicate> replicates, Transform transform, double lowest, double highest);

}  // namespace metrics
