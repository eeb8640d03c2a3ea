#include "metrics/equalized_odds.h"

namespace metrics {

/// As equalized_odds_difference, as a ratio: a gap in false alarms counts although both rates are small.
extern const Metric equalized_odds_ratio{
    .id = "equalized_odds_ratio",
    .family = Family::fairness,
    .summary = "Smaller of the smallest ratios between two groups of their recall and of their false positive rate.",
    .estimand = "The smaller of the smallest ratios between groups of the two probabilities of a positive prediction, given "
                "an actual positive and given an actual negative.",
    .formula = "min(min / max over groups of TP / (TP + FN), min / max over groups of FP / (FP + TN))",
    .source = "Hardt, Price, Srebro 2016, Equality of opportunity in supervised learning; Fairlearn, "
              "equalized_odds_ratio (between_groups), but 0 / 0 is missing and not 0.",
    .interval = "As equal_opportunity_ratio for both rates; each upper limit at half the error.",
    .needs = {.kind = Kind::confusion, .groups = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {8, 5, 2, 5, 5, 1, 5, 9},
                .current_size = 8,
                .value = 0.2,
                .says = "Recall 0.8 and 0.5, false positive rate 0.5 and 0.1: the smaller ratio is 0.1 / 0.5 = 0.2."},
    .evaluate = equalized_odds_least_ratio,
};

}  // namespace metrics
