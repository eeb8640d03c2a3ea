#include "metrics/metric.h"

namespace metrics {

/// Missing values are null, NaN or empty text.
extern const Metric missing_share{
    .id = "missing_share",
    .family = Family::data,
    .summary = "Share of rows in which a column has no value.",
    .words = {.share = {"values of {column}", "is missing", "are missing"}, .of_rows = {"rows", "lacks a value", "lack a value"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows whose value is null, NaN or empty text / rows",
    .source = "Definition; pandas, Series.isna().mean(), with empty text counted as missing too.",
    .interval = "None: counted.",
    .needs = {.kind = Kind::quality, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {200, 3, 0}, .current_size = 3, .value = 0.015, .says = "Of 200 rows 3 have no value: 0.015."},
    .evaluate = [](const Quality& of, const Setting&) {
        if (of.rows == 0) return Estimate::absent(Reason::no_rows);
        return Estimate::fact(static_cast<double>(of.missing) / static_cast<double>(of.rows), of.rows);
    },
};

}  // namespace metrics
