#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric positive_rate;

/// Equal shares of positive predictions: asks nothing of labels, so it holds for a model that is wrong about everybody.
extern const Metric demographic_parity_difference{
    .id = "demographic_parity_difference",
    .family = Family::fairness,
    .summary = "Largest difference between two groups in the share of positive predictions.",
    .words = {.compares = "positive_rate"},
    .estimand = "The largest difference between groups in the probability of a positive prediction.",
    .formula = "max - min over groups of (predicted positive / rows of the group)",
    .source = "Fairlearn, demographic_parity_difference (between_groups).",
    .interval = "Over all pairs: MOVER from each group's limits; the lower limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .labels_unused = true,
    .example = {.current = {3, 2, 1, 4, 1, 1, 4, 4},
                .current_size = 8,
                .value = 0.3,
                .says = "Of 10 men 5 are predicted positive, of 10 women 2: 0.5 - 0.2 = 0.3."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return largest_difference(by_group(positive_rate, groups, setting), 1);
    },
};

}  // namespace metrics
