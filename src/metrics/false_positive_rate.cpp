#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// False positive rate: the mistakes among the actual negatives, which is what ProPublica counted on COMPAS.
/// 0 / 0 is missing, not 0.
extern const Metric false_positive_rate{
    .id = "false_positive_rate",
    .family = Family::classification,
    .summary = "Share of the actual negatives that are predicted positive.",
    .words = {.share = {"actual negatives", "is flagged by mistake", "are flagged by mistake"}},
    .estimand = "The probability that an actual negative is predicted positive.",
    .formula = "FP / (FP + TN)",
    .source = "scikit-learn, confusion_matrix; Fairlearn, false_positive_rate",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.1, .says = "Of 10 punctual flights we warned about 1: 0.1."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.false_positive; },
                                   .whole = [](const Confusion& c) { return c.false_positive + c.true_negative; },
                                   .left_out = unlabelled});
    },
};

}  // namespace metrics
