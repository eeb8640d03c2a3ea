#include <limits>

#include "metrics/intervals/quantile.h"
#include "metrics/metric.h"

namespace metrics {

/// Half of the predictions are nearer than this; one wild error does not move it.
extern const Metric median_absolute_error{
    .id = "median_absolute_error",
    .family = Family::regression,
    .summary = "Distance of the prediction from what happened that half of the predictions keep.",
    .words = {.sentence = "Half of the predictions are at most {value} off"},
    .estimand = "The median of the absolute error of a prediction of this process.",
    .formula = "median of |prediction - label|",
    .source = "scikit-learn, median_absolute_error",
    .interval = "Order statistics; named units: Woodruff, jackknife.",
    .needs = {.kind = Kind::row_runs, .x = RowValue::absolute_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 3,
                .says = "Of the errors 2, 3 and 4 the one in the middle: 3."},
    .evaluate = [](const Runs& of, const Setting&) { return estimate_quantile(of, 0.5, 0, std::numeric_limits<double>::infinity()); },
};

}  // namespace metrics
