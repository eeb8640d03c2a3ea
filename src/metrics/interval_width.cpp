#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Narrow is only good where the intervals still cover: see interval_coverage.
extern const Metric interval_width{
    .id = "interval_width",
    .family = Family::regression,
    .summary = "Mean width of prediction intervals.",
    .words = {.sentence = "Prediction intervals are {value} wide on average"},
    .estimand = "The mean width of a prediction interval of this process.",
    .formula = "mean of (upper - lower)",
    .source = "Definition.",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::width},
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.current = {1, 3, 2, 8},
                .current_size = 4,
                .value = 4,
                .says = "Widths of 2 and 6: 4."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
