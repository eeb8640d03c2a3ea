#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric positive_rate;

/// The four-fifths rule bounds this by 0.8.
extern const Metric demographic_parity_ratio{
    .id = "demographic_parity_ratio",
    .family = Family::fairness,
    .summary = "Smallest ratio between two groups of their shares of positive predictions.",
    .words = {.compares = "positive_rate"},
    .estimand = "The smallest ratio between groups of the probability of a positive prediction.",
    .formula = "min / max over groups of (predicted positive / rows of the group)",
    .source = "Fairlearn, demographic_parity_ratio (between_groups); Uniform Guidelines on Employee Selection Procedures "
              "1978, section 4D (the four-fifths rule).",
    .interval = "Over all pairs: MOVER from each group's limits; the upper limit at the range quantile of as many normals.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .labels_unused = true,
    .example = {.current = {3, 2, 1, 4, 1, 1, 4, 4},
                .current_size = 8,
                .value = 0.4,
                .says = "Of 10 men 5 are predicted positive, of 10 women 2: 0.2 / 0.5 = 0.4."},
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        return smallest_ratio(by_group(positive_rate, groups, setting));
    },
};

}  // namespace metrics
