#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric precision;

/// As predictive_parity_difference, as a ratio.
extern const Metric predictive_parity_ratio{
    .id = "predictive_parity_ratio",
    .family = Family::fairness,
    .summary = "Smallest ratio between two groups of their precision.",
    .words = {.compares = "precision"},
    .estimand = "The smallest ratio between groups of the probability that a positive prediction is right.",
    .formula = "min / max over groups of TP / (TP + FP)",
    .source = "Chouldechova 2017, Fair prediction with disparate impact; Verma, Rubin 2018, Fairness definitions explained; Fairlearn, MetricFrame of precision_score, ratio, but 0 / 0 is missing and not 0.",
    .interval = "Over all pairs: MOVER from each group's limits; the upper limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 2, 2, 8, 4, 6, 5, 5},
                .current_size = 8,
                .value = 0.5,
                .says = "Of 10 warnings for large airports 8 are right, for small ones 4: 0.4 / 0.8 = 0.5."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return smallest_ratio(by_group(precision, groups, setting));
    },
};

}  // namespace metrics
