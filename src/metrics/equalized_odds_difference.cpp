#include "metrics/equalized_odds.h"

namespace metrics {

/// Both kinds of error are equally frequent in every group.
extern const Metric equalized_odds_difference{
    .id = "equalized_odds_difference",
    .family = Family::fairness,
    .summary = "Larger of the largest differences between two groups in recall and in false positive rate.",
    .estimand = "The larger of the largest differences between groups in the two probabilities of a positive prediction, "
                "given an actual positive and given an actual negative.",
    .formula = "max(max - min over groups of TP / (TP + FN), max - min over groups of FP / (FP + TN))",
    .source = "Hardt, Price, Srebro 2016, Equality of opportunity in supervised learning; Fairlearn, "
              "equalized_odds_difference (between_groups), but 0 / 0 is missing and not 0.",
    .interval = "As equal_opportunity_difference for both rates; each lower limit at half the error.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 5, 2, 5, 5, 1, 5, 9},
                .current_size = 8,
                .value = 0.4,
                .says = "Recall 0.8 and 0.5, false positive rate 0.5 and 0.1: the larger gap is 0.4."},
    .evaluate = equalized_odds_gap,
};

}  // namespace metrics
