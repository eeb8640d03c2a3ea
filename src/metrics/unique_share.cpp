#include "metrics/distinct.h"

namespace metrics {

/// 1 where the column identifies rows.
extern const Metric unique_share{
    .id = "unique_share",
    .family = Family::data,
    .summary = "Share of the rows with a value whose value occurs nowhere else.",
    .words = {.share = {"values of {column}", "occurs nowhere else", "occur nowhere else"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows whose value occurs once / rows that have a value",
    .source = "Definition; Deequ, Uniqueness; pandas, (~Series.duplicated(keep=False)).mean().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::identity_runs, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {7, 8, 8, 9, 8}, .current_size = 5, .value = 0.4, .says = "7, 8, 8, 9, 8: 7 and 9 occur once, two of five rows."},
    .evaluate = [](const Runs& of, const Setting&) {
        return distinct_fact(of, [](const Distinct& found, double rows) { return weight_of(found.alone) / rows; });
    },
};

}  // namespace metrics
