#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// The bias: errors in both directions cancel.
extern const Metric mean_error{
    .id = "mean_error",
    .family = Family::regression,
    .summary = "Mean of prediction minus what happened: above 0 where predictions are too high.",
    .words = {.sentence = "Predictions are {value} above the outcome on average"},
    .estimand = "The mean error of a prediction of this process.",
    .formula = "mean of (prediction - label)",
    .source = "Definition; Evidently, ME with the same sign.",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::error},
    .better = Better::neither,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 1,
                .says = "Errors of 2, -3 and 4: 3 / 3 = 1."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
