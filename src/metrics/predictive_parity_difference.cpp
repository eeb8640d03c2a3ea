#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric precision;

/// A positive prediction means the same whoever it is about.
extern const Metric predictive_parity_difference{
    .id = "predictive_parity_difference",
    .family = Family::fairness,
    .summary = "Largest difference between two groups in precision.",
    .words = {.compares = "precision"},
    .estimand = "The largest difference between groups in the probability that a positive prediction is right.",
    .formula = "max - min over groups of TP / (TP + FP)",
    .source = "Chouldechova 2017, Fair prediction with disparate impact; Verma, Rubin 2018, Fairness definitions explained; Fairlearn, MetricFrame of precision_score, difference, but 0 / 0 is missing and not 0.",
    .interval = "Over all pairs: MOVER from each group's limits; the lower limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 2, 2, 8, 5, 5, 5, 5},
                .current_size = 8,
                .value = 0.30000000000000004,
                .says = "Of 10 warnings for large airports 8 are right, for small ones 5: 0.3."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return largest_difference(by_group(precision, groups, setting), 1);
    },
};

}  // namespace metrics
