#include <algorithm>

#include "metrics/intervals/supremum.h"

namespace metrics {

extern const Metric recall;
extern const Metric false_positive_rate;

namespace {

/// Where both have something to say it is said of each.
std::string joined(const std::string& of_recall, const std::string& of_alarms) {
    std::string detail;
    if (!of_recall.empty()) detail = "recall " + of_recall;
    if (!of_alarms.empty()) detail += (detail.empty() ? "" : "; ") + ("false positive rate " + of_alarms);
    return detail;
}

Estimate larger(const Estimate& of_recall, const Estimate& of_alarms) {
    Estimate estimate = *of_recall.value >= *of_alarms.value ? of_recall : of_alarms;
    estimate.detail = joined(of_recall.detail, of_alarms.detail);
    estimate.rows = of_recall.rows + of_alarms.rows;  // actual positives and actual negatives
    estimate.units = of_recall.units_named ? std::max(of_recall.units, of_alarms.units) : estimate.rows;
    estimate.left_out = std::max(of_recall.left_out, of_alarms.left_out);
    estimate.reason = of_recall.reason != Reason::none && of_alarms.reason != Reason::none ? of_recall.reason : Reason::none;
    // The lower limit holds of either gap, so each may err half as often; the upper one must hold of the larger only.
    estimate.limits = [a = of_recall.limits, b = of_alarms.limits](double tail) {
        return Limits{std::max(a(tail / 2).low, b(tail / 2).low), std::max(a(tail).high, b(tail).high)};
    };
    return estimate;
}

}  // namespace

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
    .evaluate = [](std::span<const Group> groups, const Setting& setting) {
        const Estimate of_recall = largest_difference(by_group(recall, groups, setting), 1);
        const Estimate of_alarms = largest_difference(by_group(false_positive_rate, groups, setting), 1);
        if (!of_recall.value) return of_recall;
        if (!of_alarms.value) return of_alarms;
        return larger(of_recall, of_alarms);
    },
};

}  // namespace metrics
