#include "metrics/metric.h"

namespace metrics {

/// An event sent twice halves the variance estimate of everything else, so duplicates are a metric of their own.
extern const Metric duplicate_share{
    .id = "duplicate_share",
    .family = Family::data,
    .summary = "Share of rows that repeat the identity of an earlier row.",
    .words = {.share = {"rows", "repeats an earlier {column}", "repeat an earlier {column}"}, .of_rows = {"rows", "repeats an earlier one", "repeat an earlier one"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "(rows - distinct identities) / rows; rows without an identity are left out",
    .source = "Definition; pandas, DataFrame.duplicated().mean().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::identity_runs, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {7, 8, 8, 9, 8}, .current_size = 5, .value = 0.4, .says = "7, 8, 8, 9, 8: two of five rows repeat the 8."},
    .evaluate = [](const Runs& of, const Setting&) {
        if (of.tally.rows == 0) return Estimate::absent(Reason::no_rows);
        std::int64_t distinct = 0;
        std::uint64_t last = 0;
        of.visit([&](const Run& run) {
            // A run for each unit: an identity may have several.
            if (distinct == 0 || run.key != last) ++distinct;
            last = run.key;
        });
        Estimate estimate = Estimate::fact(static_cast<double>(of.tally.rows - distinct) / static_cast<double>(of.tally.rows), of.tally.rows);
        estimate.left_out = of.left_out;
        return estimate;
    },
};

}  // namespace metrics
