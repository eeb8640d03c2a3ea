#include "metrics/metric.h"
#include "metrics/row_facts.h"

namespace metrics {

/// The least value there is.
extern const Metric minimum{
    .id = "minimum",
    .family = Family::data,
    .summary = "Least value of a column.",
    .words = {.sentence = "The least value of {column} is {value}"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "least of the values",
    .source = "Definition; pandas, Series.min().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::row_extremes, .column = true, .x = RowValue::column},
    .better = Better::neither,
    .scale = Scale::number,
    .fact = true,
    .example = {.current = {2, 4, 9},
                .current_size = 3,
                .value = 2,
                .says = "Of 2, 4 and 9: 2."},
    .evaluate = [](const Extremes& of, const Setting&) { return extreme_fact(of, of.lowest); },
};

}  // namespace metrics
