#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// What was spent, sent or used: the sum itself.
extern const Metric total{
    .id = "total",
    .family = Family::data,
    .summary = "Sum of a column.",
    .words = {.sentence = "The sum of {column} is {value}"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "sum of the values",
    .source = "Definition; pandas, Series.sum().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::column},
    .better = Better::neither,
    .scale = Scale::number,
    .fact = true,
    .example = {.current = {2, 4, 9},
                .current_size = 3,
                .value = 15,
                .says = "2, 4 and 9: 15."},
    .evaluate = [](const Split<Powers>& of, const Setting&) {
        Estimate estimate = described(of);
        if (estimate.reason != Reason::none) return estimate;
        Estimate fact = Estimate::fact(of.total.sum.value(), estimate.rows);
        fact.left_out = estimate.left_out;
        return fact;
    },
};

}  // namespace metrics
