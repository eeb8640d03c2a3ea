#include "metrics/metric.h"
#include "metrics/row_facts.h"

namespace metrics {

/// The greatest value there is.
extern const Metric maximum{
    .id = "maximum",
    .family = Family::data,
    .summary = "Greatest value of a column.",
    .words = {.sentence = "The greatest value of {column} is {value}"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "greatest of the values",
    .source = "Definition; pandas, Series.max().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::row_extremes, .column = true, .x = RowValue::column},
    .better = Better::neither,
    .scale = Scale::number,
    .fact = true,
    .example = {.current = {2, 4, 9},
                .current_size = 3,
                .value = 9,
                .says = "Of 2, 4 and 9: 9."},
    .evaluate = [](const Extremes& of, const Setting&) { return extreme_fact(of, of.highest); },
};

}  // namespace metrics
