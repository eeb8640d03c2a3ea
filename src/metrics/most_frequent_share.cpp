#include "metrics/distinct.h"

namespace metrics {

/// A column in which one value has nearly all rows tells rows apart as little as a constant one.
extern const Metric most_frequent_share{
    .id = "most_frequent_share",
    .family = Family::data,
    .summary = "Share of the rows with a value that have the most frequent one; near 1 the column is almost constant.",
    .words = {.share = {"values of {column}", "is the most frequent one", "are the most frequent one"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows of the most frequent value / rows that have a value",
    .source = "Definition; pandas, Series.value_counts(normalize=True).max().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::identity_runs, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {7, 8, 8, 9, 8}, .current_size = 5, .value = 0.6, .says = "7, 8, 8, 9, 8: three of five rows have the 8."},
    .evaluate = [](const Runs& of, const Setting&) {
        return distinct_fact(of, [](const Distinct& found, double rows) { return weight_of(found.largest) / rows; });
    },
};

}  // namespace metrics
