#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// What it costs to be right once: a cheap model that is often wrong may be dear.
extern const Metric cost_per_correct_decision{
    .id = "cost_per_correct_decision",
    .family = Family::service,
    .summary = "Cost of all predictions over the number of decisions that were right.",
    .words = {.sentence = "A right decision costs {value}"},
    .estimand = "The mean cost of a prediction over the probability that its decision is right, of this process.",
    .formula = "sum of costs / decisions that equal the label, over rows whose outcome is known",
    .source = "Definition.",
    .interval = "Delta method on the logarithm, rows being independent; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .column = true, .x = RowValue::correct, .y = RowValue::column},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::money,
    .every_label = true,
    .example = {.current = {1, 0.02, 0, 0.02, 1, 0.04, 1, 0.01},
                .current_size = 8,
                .value = 0.03,
                .says = "9 cents for three right decisions of four: 3 cents."},
    .evaluate = [](const Split<Cross>& of, const Setting&) { return estimate_ratio(of); },
};

}  // namespace metrics
