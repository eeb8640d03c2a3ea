#pragma once

#include "charter/charter.h"
#include "metrics/estimate.h"
#include "verdicts/verdict.h"

namespace verdicts {

/// How many units would decide an estimate whose interval holds the bound, four times out of five, if the truth is where
/// the value is. With w from the value to the limit nearer the bound and d from the value to the bound,
///
///   n* = n (w/d)^2 ((z + 0.84) / z)^2        z = the normal quantile of `tail`; the last factor is 2.04 at 95 %
///
/// because widths shrink with the root of n and the next value varies too. Where no event was seen (a share of 0 or 1)
/// widths shrink with n itself: n* = n ln(1 - w) / ln(1 - d), which for exact limits is ln(tail) / ln(1 - d).
///
/// Hopeless beyond 51 times the present data (d < 0.2 w), and where the reference alone is too uncertain.
More more_to_decide(const metrics::Estimate& estimate, const charter::Bound& bound, double tail);

}  // namespace verdicts
