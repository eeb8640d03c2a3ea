#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/moments.h"
#include "metrics/statistics/powers.h"
#include "metrics/statistics/split.h"

/// Engine M: a mean of independent rows, and the same by units.
namespace metrics {

/// |g| / sqrt(n) above which even the skewness-corrected t does not hold (n >= 5 g^2).
inline constexpr double skewness_max = 0.45;
/// The same where values have no end: heavy tails hide more than Hall's correction allows for (lognormal values, 50 rows:
/// 5.0 % of upper limits too low at 0.45, by simulation).
inline constexpr double endless_skewness_max = 0.25;

/// Hall 1992, "On the removal of skewness by transformation": mean - deviation * inv(+-quantile), `skewness` being that of
/// the sample over the square root of its size.
Limits hall_limits(double mean, double deviation, double skewness, double quantile);

/// Whether the range is one that rows fill, so that exact limits for shares serve small samples.
enum class Rows { bounded, unbounded };

/// The mean with its limits. Raises `too_skewed`, and `few_events` below five rows of the rarer label.
Estimate estimate_mean(const Split<Moments>& of, double lowest, double highest, Rows rows);
/// Of row values. A range without an end needs ten rows (`too_skewed`), and values that differ (`no_spread`).
Estimate estimate_mean(const Split<Powers>& of, double lowest, double highest, Rows rows);

}  // namespace metrics
