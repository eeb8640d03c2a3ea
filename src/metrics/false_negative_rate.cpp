#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// False negative rate: the mistakes among the actual positives.
/// 0 / 0 is missing, not 0.
extern const Metric false_negative_rate{
    .id = "false_negative_rate",
    .family = Family::classification,
    .summary = "Share of the actual positives that are missed.",
    .words = {.share = {"actual positives", "is missed", "are missed"}},
    .estimand = "The probability that an actual positive is not predicted.",
    .formula = "FN / (FN + TP)",
    .source = "scikit-learn, confusion_matrix; Fairlearn, false_negative_rate",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.4, .says = "Of 10 late flights we missed 4: 0.4."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.false_negative; },
                                   .whole = [](const Confusion& c) { return c.false_negative + c.true_positive; },
                                   .left_out = unlabelled});
    },
};

}  // namespace metrics
