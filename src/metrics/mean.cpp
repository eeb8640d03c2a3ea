#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Also of true and false: the share of true.
extern const Metric mean{
    .id = "mean",
    .family = Family::data,
    .summary = "Mean of a column.",
    .words = {.sentence = "The mean of {column} is {value}"},
    .estimand = "The mean of the column in this process.",
    .formula = "sum of the values / rows that have one",
    .source = "Definition; pandas, Series.mean().",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::column},
    .better = Better::neither,
    .scale = Scale::number,
    .example = {.current = {2, 4, 9},
                .current_size = 3,
                .value = 5,
                .says = "2, 4 and 9: 15 / 3 = 5."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
