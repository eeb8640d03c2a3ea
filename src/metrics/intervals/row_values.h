#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/cross.h"
#include "metrics/statistics/powers.h"
#include "metrics/statistics/split.h"

/// Estimates from row values: what all of them have in common, shares of rows, and ratios of sums.
namespace metrics {

/// Why there is no number: no rows, no labels, no values, or an infinite one among them. `none`: there is one.
Estimate without_value(std::int64_t rows, const LeftOut& left_out);

/// How many rows a number rests on and how many were left out; `reason` says why it is absent.
template <class S>
Estimate described(const Split<S>& of) {
    Estimate estimate = without_value(of.total.tally.rows, of.total.left_out);
    estimate.rows = of.total.tally.rows;
    estimate.left_out = of.total.left_out.all();
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    return estimate;
}

/// A number that is known but whose limits are not.
void give_up(Estimate& estimate, Reason reason, double lowest, double highest);

/// Engine P: the share of rows whose value is 1, the others being 0.
Estimate estimate_share(const Split<Powers>& of);

/// Engine M for ratios: sum of y over sum of x, both of values that are never negative. The delta method on the logarithm,
/// with a skewness that Hall's method would still correct; the jackknife over named units. `too_skewed` also where the
/// denominator is hardly known (its mean is less than five standard errors from zero).
Estimate estimate_ratio(const Split<Cross>& of);

/// `value_of` without each unit; `share_of` it is the part's tally by default.
template <class S, class Value>
std::vector<Replicate> replicates_of(const Split<S>& of, double value, Value value_of) {
    std::vector<Replicate> replicates;
    replicates.reserve(of.parts.size());
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const S rest = of.without(i);
        const std::optional<double> without = rest.tally.weight == 0 ? std::nullopt : value_of(rest);
        const double share = weight_of(of.parts[i].tally.weight) / weight_of(of.total.tally.weight);
        replicates.push_back({of.keys[i], without.value_or(value), share});
    }
    return replicates;
}

}  // namespace metrics
