#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// Engine Q: a quantile from values in ascending order, in one visit, whatever their distribution.
namespace metrics {

/// The value lies between two ranks, linearly (Hyndman and Fan 1996, type 7, as NumPy and pandas do by default). Its limits
/// are values of the sample, at ranks that the binomial distribution gives; where the sample is too small to have such a
/// rank, an end is open (`lowest`, `highest`), and one-sided limits need at least ln(tail) / ln(q) rows above, say.
/// Named units: the share of values up to the quantile varies from unit to unit (jackknife), and the limits of that share
/// are read back as values (Woodruff 1952). `infinite_values` where the quantile itself is infinite.
Estimate estimate_quantile(const Runs& runs, double q, double lowest, double highest);

/// How many rows have limits on both sides at this tail.
std::int64_t rows_for_limits(double q, double tail);

}  // namespace metrics
