#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric recall;

/// As equal_opportunity_difference, as a ratio: a gap of 0.05 is small at a recall of 0.9 and large at one of 0.1.
extern const Metric equal_opportunity_ratio{
    .id = "equal_opportunity_ratio",
    .family = Family::fairness,
    .summary = "Smallest ratio between two groups of their recall.",
    .words = {.compares = "recall"},
    .estimand = "The smallest ratio between groups of the probability that an actual positive is predicted.",
    .formula = "min / max over groups of TP / (TP + FN)",
    .source = "Fairlearn, equal_opportunity_ratio (between_groups), but 0 / 0 is missing and not 0.",
    .interval = "Over all pairs: MOVER from each group's limits; the upper limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 1, 2, 9, 4, 1, 6, 9},
                .current_size = 8,
                .value = 0.5,
                .says = "Of 10 late flights from large airports we warn about 8, from small ones about 4: 0.4 / 0.8 = 0.5."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return smallest_ratio(by_group(recall, groups, setting));
    },
};

}  // namespace metrics
