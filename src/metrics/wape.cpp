#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// Weighted absolute percentage error: of everything that happened, how much was missed. Labels of 0 do no harm.
extern const Metric wape{
    .id = "wape",
    .family = Family::regression,
    .summary = "Sum of the distances of predictions from what happened, as a share of the sum of what happened.",
    .words = {.sentence = "Errors add up to {value} of what happened"},
    .estimand = "The ratio of the mean absolute error to the mean size of the label, of this process.",
    .formula = "sum of |prediction - label| / sum of |label|",
    .source = "Kolassa, Schuetz 2007, Advantages of the MAD/Mean ratio over the MAPE",
    .interval = "Delta method on the logarithm, rows being independent; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .x = RowValue::absolute_label, .y = RowValue::absolute_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 0.15,
                .says = "9 of 60: 0.15."},
    .evaluate = [](const Split<Cross>& of, const Setting&) { return estimate_ratio(of); },
};

}  // namespace metrics
