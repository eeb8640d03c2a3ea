#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double root(double square) { return std::sqrt(std::max(0.0, square)); }

Estimate root_of_mean(const Split<Powers>& of, const Setting&) {
    Estimate estimate = estimate_mean(of, 0, infinity, Rows::unbounded);
    if (!estimate.value) return estimate;
    const double square = *estimate.value;
    estimate.value = root(square);
    for (Replicate& replicate : estimate.replicates) replicate.value = root(replicate.value);
    if (!estimate.limits) return estimate;
    estimate.limits = [limits = estimate.limits, square](double tail) {
        const Limits plain = limits(tail);
        // On the logarithm's scale the same half-width reaches further up and less far down.
        const double high = std::isfinite(plain.high) && square > 0 ? square * std::exp((plain.high - square) / square) : plain.high;
        return Limits{root(plain.low), root(std::max(plain.high, high))};
    };
    return estimate;
}

}  // namespace

/// Root mean squared error, in the unit of the label; large errors count for more than their size.
extern const Metric rmse{
    .id = "rmse",
    .family = Family::regression,
    .summary = "Root of the mean squared distance of the prediction from what happened.",
    .words = {.sentence = "The root of the mean squared error is {value}"},
    .estimand = "The root of the mean squared error of a prediction of this process.",
    .formula = "square root of the mean of (prediction - label)^2",
    .source = "scikit-learn, root_mean_squared_error",
    .interval = "The root of the limits of the mean squared error: Hall's skewness-corrected t, and the same on the logarithm, the wider; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::squared_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 3.1091263510296048,
                .says = "Squared errors of 4, 9 and 16: the root of 29 / 3."},
    .evaluate = root_of_mean,
};

}  // namespace metrics
