#include "metrics/metric.h"
#include "metrics/row_facts.h"

namespace metrics {

/// A maximum grows with the number of rows and says nothing of rows to come: it is a fact.
extern const Metric largest_error{
    .id = "largest_error",
    .family = Family::regression,
    .summary = "Largest distance of a prediction from what happened.",
    .words = {.sentence = "The largest error is {value}"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "maximum of |prediction - label|",
    .source = "scikit-learn, max_error",
    .interval = "None: counted.",
    .needs = {.kind = Kind::row_extremes, .x = RowValue::absolute_error},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .fact = true,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 4,
                .says = "Of the errors 2, 3 and 4 the largest: 4."},
    .evaluate = [](const Extremes& of, const Setting&) { return extreme_fact(of, of.highest); },
};

}  // namespace metrics
