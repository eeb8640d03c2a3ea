#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric recall;

/// Those for whom it is so are found equally often in every group. A group without actual positives has no recall: it is
/// named and leaves the upper limit open, where Fairlearn takes its recall as 0.
extern const Metric equal_opportunity_difference{
    .id = "equal_opportunity_difference",
    .family = Family::fairness,
    .summary = "Largest difference between two groups in recall.",
    .words = {.compares = "recall"},
    .estimand = "The largest difference between groups in the probability that an actual positive is predicted.",
    .formula = "max - min over groups of TP / (TP + FN)",
    .source = "Hardt, Price, Srebro 2016, Equality of opportunity in supervised learning; Fairlearn, "
              "equal_opportunity_difference (between_groups), but 0 / 0 is missing and not 0.",
    .interval = "Over all pairs: MOVER from each group's limits; the lower limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 1, 2, 9, 5, 1, 5, 9},
                .current_size = 8,
                .value = 0.3,
                .says = "Of 10 late flights from large airports we warn about 8, from small ones about 5: 0.3."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return largest_difference(by_group(recall, groups, setting), 1);
    },
};

}  // namespace metrics
