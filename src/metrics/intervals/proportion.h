#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/confusion.h"
#include "metrics/statistics/split.h"

/// Engine P: a share of independent rows, and the same by units.
namespace metrics {

/// Clopper and Pearson 1934: each limit errs with at most `tail`, whatever the truth. Counts may be fractional.
Limits clopper_pearson(double events, double count, double tail);
/// As many wrong as right among the equally extreme: errs with about `tail`, less often with far more.
Limits mid_p(double events, double count, double tail);
/// Mid-P; Clopper and Pearson where fewer than ten rows are on one of the sides.
Limits share_limits(double events, double count, double tail);

/// A share: what of `whole` is `part`, as counts of a confusion. `left_out`: which rows could not be used.
struct Share {
    Mass (*part)(const Confusion&);
    Mass (*whole)(const Confusion&);
    Mass (*left_out)(const Confusion&);
    bool labels = true;  ///< without known labels there is no value
};

/// Rows without a known label.
Mass unlabelled(const Confusion& of);

/// The share with its limits: P over independent rows, the jackknife over named units. Absent with `no_rows`,
/// `no_labels` or `no_denominator`.
Estimate estimate_share(const Split<Confusion>& of, const Share& share);

}  // namespace metrics
