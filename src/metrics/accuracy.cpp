#include "metrics/intervals/classes.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Accuracy: how often the decision is right.
/// 0 / 0 is missing, not 0.
extern const Metric accuracy{
    .id = "accuracy",
    .family = Family::classification,
    .summary = "Share of decisions that are right.",
    .words = {.share = {"decisions", "is right", "are right"}},
    .estimand = "The probability that a decision of this process is right.",
    .formula = "(TP + TN) / (TP + FP + FN + TN); among many classes, rows whose label and prediction are the same / rows",
    .source = "scikit-learn, accuracy_score",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.75, .says = "Of 20 decisions 15 are right: 0.75."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_positive + c.true_negative; },
                                   .whole = [](const Confusion& c) { return c.labelled.weight; },
                                   .left_out = unlabelled});
    },
    .of_classes = [](const Split<ClassTable>& of, const Setting&) { return share_of_right(of); },
};

}  // namespace metrics
