#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "charter/worth.h"
#include "metrics/metric.h"
#include "metrics/statistics/powers.h"
#include "metrics/statistics/runs.h"
#include "value/curve.h"

/// What errors of predicted numbers are worth when too much and too little cost differently, and which shift would cost least.
namespace value {

/// Of one unit: what is spent, so both are 0 or more.
struct ErrorCosts {
    double over = 0, under = 0;

    double of(double error) const { return error > 0 ? over * error : -under * error; }
    /// The quantile of what may happen that is best predicted: under / (over + under).
    double best_quantile() const { return under / (over + under); }
};

/// Amounts as those of outcomes: an overestimate stands where a right alarm does, an underestimate where a false one does.
charter::Worth as_outcomes(const charter::Worth& worth);

/// `over`: prediction - label where that is positive; `under`: label - prediction; `mixed`: the pinball loss at the best quantile.
struct Errors {
    metrics::Split<metrics::Powers> over, under, mixed;
};
/// What a prediction is worth. `stakes` are of `as_outcomes`.
Valued value_of_errors(const Errors& errors, const ErrorCosts& costs, const Stakes& stakes);

/// What adding the best constant to every prediction would bring, measured on parts of the units that it was not chosen on.
struct Shift {
    double best = 0;                ///< chosen on all of the rows
    metrics::Estimate gain;         ///< per prediction, by shifts chosen without each fold
};
/// `errors`: prediction - label, ascending.
Shift best_shift(const metrics::Runs& errors, const ErrorCosts& costs, std::uint64_t seed);

}  // namespace value
