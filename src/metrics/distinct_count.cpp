#include "metrics/distinct.h"

namespace metrics {

/// Counted, not sketched. A column with one value is constant: a promise of `at_least: 2` says that it must not be.
extern const Metric distinct_count{
    .id = "distinct_count",
    .family = Family::data,
    .summary = "Number of different values of a column; 1 is a constant column.",
    .words = {.sentence = "There are {value} different values of {column}"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "different values; rows without one are left out",
    .source = "Definition; pandas, Series.nunique().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::identity_runs, .column = true},
    .lowest = 0,
    .better = Better::neither,
    .scale = Scale::count,
    .fact = true,
    .example = {.current = {7, 8, 8, 9, 8}, .current_size = 5, .value = 3, .says = "7, 8, 8, 9, 8: three different values."},
    .evaluate = [](const Runs& of, const Setting&) {
        return distinct_fact(of, [](const Distinct& found, double) { return static_cast<double>(found.values); });
    },
};

}  // namespace metrics
