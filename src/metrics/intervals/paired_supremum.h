#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "metrics/estimate.h"
#include "metrics/statistics/reliability.h"
#include "metrics/statistics/split.h"

/// Differences of suprema between two models that were shown the same rows: of the largest gap between groups, of the worst
/// group, of a calibration error. The jackknife does not hold for a largest of several things, and the ordinary bootstrap never
/// covers where several are equally large. With T = max f and noise that is redrawn over units, the same draws for both models:
///
///   T1 - T2 = max over f of min over g of (f1 - g2)
///   upper limit: max over f of min over g of (f1 - g2 + q s(f, g)), q the 1 - tail quantile of the largest over g of the noise of
///   f1 - g2 in its own standard deviations s: only the true largest f must be right, and it must be against every g.
///
/// The lower limit is that of T2 - T1, turned (Berger 1982, intersection-union; Roy 1953, union-intersection).
namespace metrics {

/// A quantity with how far each part of the rows moves it: its variance is the sum of the squares of these.
struct Influenced {
    double value = 0;
    std::vector<double> influence;
};

/// Limits of (largest of `first`) - (largest of `second`). All influences are of the same parts in the same order. `degrees`: of
/// freedom of the parts. The noise is redrawn from `seed`; of very many quantities the quantile is Bonferroni's.
std::function<Limits(double tail)> largest_less_largest(const std::vector<Influenced>& first, const std::vector<Influenced>& second, double degrees, std::uint64_t seed);

/// What a comparison of groups makes of their values.
enum class Between {
    difference,  ///< largest less smallest
    ratio,       ///< smallest over largest
    lowest,      ///< the smallest
    highest,     ///< the largest
};
/// A metric by group as two models have it; where a comparison is of several metrics (both kinds of error), one for each.
struct GroupedPair {
    std::vector<NamedEstimate> first, second;
    bool share = true;  ///< the metric is a share of countable rows
};
/// How much more the first model's comparison of groups is. `value` is given: the two comparisons' own difference. Absent where a
/// group has no value; `few_events` where a group has fewer than 50 rows or a ratio rests on next to nothing, with limits as wide as
/// `range`.
Estimate paired_between_groups(Between between, const std::vector<GroupedPair>& metrics, double value, double range, std::uint64_t seed);

/// How much more the first model's expected calibration error is; both over the same units.
Estimate paired_calibration_error(const Split<Reliability>& first, const Split<Reliability>& second, double value, std::uint64_t seed);

/// Of any two estimates with limits of their own: each end of the difference from one end of either, each at half the error. It
/// holds whatever the metric is and however the two depend on each other, and is the wider for it.
Estimate limits_apart(const Estimate& first, const Estimate& second);

}  // namespace metrics
