#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Mean absolute error, in the unit of the label.
extern const Metric mae{
    .id = "mae",
    .family = Family::regression,
    .summary = "Mean distance of the prediction from what happened.",
    .words = {.sentence = "On average we are {value} off"},
    .estimand = "The mean absolute error of a prediction of this process.",
    .formula = "mean of |prediction - label|",
    .source = "scikit-learn, mean_absolute_error",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::absolute_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 3,
                .says = "Errors of 2, -3 and 4: 9 / 3 = 3."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
