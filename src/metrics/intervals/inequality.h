#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/confusion.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// The generalized entropy index of what decisions give to people: a benefit of 1 to whom they are right about, 2 to whom
/// they favour (predicted positive, actually not) and 0 to whom they fail (Speicher et al. 2018). `alpha` > 0; 1 is Theil's.
///
/// The index is a function of the share of errors and of the share of false positives among them, which vary independently:
/// rows take the exact limits of each, put together as MOVER does for any function of two (Zou and Donner 2008); units the
/// jackknife, on the logarithm's scale. Absent with `no_denominator` where nobody benefits at all.
Estimate estimate_inequality(const Split<Confusion>& of, double alpha);

}  // namespace metrics
