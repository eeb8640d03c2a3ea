#include "metrics/metric.h"

namespace metrics {

/// No rows is a count as well: the one metric for which an empty window has a value.
extern const Metric row_count{
    .id = "row_count",
    .family = Family::data,
    .summary = "Number of rows.",
    .words = {.sentence = "There are {value} rows"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows in the window and slice",
    .source = "Definition.",
    .interval = "None: counted.",
    .needs = {.kind = Kind::extent},
    .lowest = 0,
    .better = Better::higher,
    .scale = Scale::count,
    .fact = true,
    .example = {.current = {16484, 60}, .current_size = 2, .value = 16484, .says = "A day with 16,484 flights: 16,484."},
    .evaluate = [](const Extent& of, const Setting&) { return Estimate::fact(static_cast<double>(of.rows), of.rows); },
};

}  // namespace metrics
