#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Mean absolute percentage error. A label of 0 has none, and such rows are left out and counted: scikit-learn divides by 2^-52 instead, so that one of them is all that is seen.
extern const Metric mape{
    .id = "mape",
    .family = Family::regression,
    .summary = "Mean distance of the prediction from what happened, as a share of what happened.",
    .words = {.sentence = "On average we are {value} of the outcome off"},
    .estimand = "The mean absolute percentage error of a prediction of this process whose outcome is not 0.",
    .formula = "mean of |prediction - label| / |label|, over labels that are not 0",
    .source = "scikit-learn, mean_absolute_percentage_error (which agrees where no label is 0)",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::percentage_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 40, 34},
                .current_size = 6,
                .value = 0.16666666666666666,
                .says = "Off by 20, 15 and 15 percent: 0.1667."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
