#include <cmath>

#include "metrics/intervals/classes.h"
#include "metrics/intervals/decisions.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

std::optional<double> value_of_counts(const Counts& c) {
    const double positive = c.true_positive + c.false_negative;
    const double negative = c.true_negative + c.false_positive;
    if (positive <= 0 || negative <= 0) return std::nullopt;
    return (c.true_positive / positive + c.true_negative / negative) / 2;
}

/// MOVER (Zou and Donner 2008): recall and specificity rest on different rows, so their limits combine by squares.
std::function<Limits(double)> limits_of_counts(const Counts& c, double value) {
    const double positive = c.true_positive + c.false_negative;
    const double negative = c.true_negative + c.false_positive;
    return [=](double tail) {
        const Limits recall = share_limits(c.true_positive, positive, tail);
        const Limits specificity = share_limits(c.true_negative, negative, tail);
        const double a = c.true_positive / positive;
        const double b = c.true_negative / negative;
        return Limits{value - std::hypot(a - recall.low, b - specificity.low) / 2, value + std::hypot(recall.high - a, specificity.high - b) / 2};
    };
}

}  // namespace

/// Balanced accuracy: accuracy as it would be if both classes were equally frequent.
extern const Metric balanced_accuracy{
    .id = "balanced_accuracy",
    .family = Family::classification,
    .summary = "Mean of recall and specificity.",
    .words = {.sentence = "Were all classes equally frequent, {value} of the decisions would be right"},
    .estimand = "The probability that a decision is right, for a row whose class is drawn by the toss of a coin.",
    .formula = "(TP / (TP + FN) + TN / (TN + FP)) / 2; among many classes, the mean of their recalls",
    .source = "Brodersen et al. 2010; scikit-learn, balanced_accuracy_score",
    .interval = "MOVER of recall and specificity (Zou, Donner 2008); jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {6, 2, 4, 8}, .current_size = 4, .value = 0.7, .says = "6 of 10 positives and 8 of 10 negatives are right: (0.6 + 0.8) / 2 = 0.7."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_counts(of, {.value = value_of_counts, .method = "MOVER of two shares", .limits = limits_of_counts});
    },
    .of_classes = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::recall, Average::macro); },
};

}  // namespace metrics
