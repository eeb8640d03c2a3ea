#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Recall, sensitivity, true positive rate: of what is so, how much we predicted.
/// 0 / 0 is missing, not 0.
extern const Metric recall{
    .id = "recall",
    .family = Family::classification,
    .summary = "Share of the actual positives that are predicted.",
    .words = {.share = {"actual positives", "is found", "are found"}},
    .estimand = "The probability that an actual positive is predicted.",
    .formula = "TP / (TP + FN)",
    .source = "scikit-learn, recall_score",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.6, .says = "Of 10 late flights we warned about 6: 0.6."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_positive; },
                                   .whole = [](const Confusion& c) { return c.true_positive + c.false_negative; },
                                   .left_out = unlabelled});
    },
};

}  // namespace metrics
