#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// How often prediction intervals hold what happened; the ends are inside.
extern const Metric interval_coverage{
    .id = "interval_coverage",
    .family = Family::regression,
    .summary = "Share of prediction intervals that hold what happened.",
    .words = {.share = {"prediction intervals", "holds what happens", "hold what happens"}},
    .estimand = "The probability that a prediction interval of this process holds what happens.",
    .formula = "rows with lower <= label <= upper / rows",
    .source = "Definition; MAPIE, regression_coverage_score.",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::covered},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {5, 1, 9, 9, 1, 9, 10, 1, 9, 2, 3, 4},
                .current_size = 12,
                .value = 0.5,
                .says = "1 to 9 holds 5 and 9, not 10; 3 to 4 does not hold 2: 2 of 4."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_share(of); },
};

}  // namespace metrics
