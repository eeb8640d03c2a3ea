#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Specificity, true negative rate.
/// 0 / 0 is missing, not 0.
extern const Metric specificity{
    .id = "specificity",
    .family = Family::classification,
    .summary = "Share of the actual negatives that are left alone.",
    .words = {.share = {"actual negatives", "is left alone", "are left alone"}},
    .estimand = "The probability that an actual negative is not predicted positive.",
    .formula = "TN / (TN + FP)",
    .source = "scikit-learn, recall_score with pos_label=0",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.9, .says = "Of 10 punctual flights we left 9 alone: 0.9."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_negative; },
                                   .whole = [](const Confusion& c) { return c.true_negative + c.false_positive; },
                                   .left_out = unlabelled});
    },
};

}  // namespace metrics
