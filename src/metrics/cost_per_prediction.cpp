#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Name the column of what each prediction cost.
extern const Metric cost_per_prediction{
    .id = "cost_per_prediction",
    .family = Family::service,
    .summary = "Mean cost of a prediction.",
    .words = {.sentence = "A prediction costs {value} on average"},
    .estimand = "The mean cost of a prediction of this process.",
    .formula = "sum of costs / predictions",
    .source = "Definition; pandas, Series.mean().",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::column},
    .better = Better::lower,
    .scale = Scale::money,
    .example = {.current = {0.02, 0.04, 0.03},
                .current_size = 3,
                .value = 0.03,
                .says = "2, 4 and 3 cents: 3 cents."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
