#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Precision: of what we predicted, how much is so. Its denominator is random; the binomial given it is right.
/// 0 / 0 is missing, not 0.
extern const Metric precision{
    .id = "precision",
    .family = Family::classification,
    .summary = "Share of the predicted positives that are positive.",
    .words = {.share = {"predicted positives", "is right", "are right"}},
    .estimand = "The probability that a predicted positive is positive.",
    .formula = "TP / (TP + FP)",
    .source = "scikit-learn, precision_score",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .estimable = true,
    .example = {.current = {6, 2, 4, 8}, .current_size = 4, .value = 0.75, .says = "Of 8 warnings 6 were right: 0.75."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_positive; },
                                   .whole = [](const Confusion& c) { return c.true_positive + c.false_positive; },
                                   .left_out = [](const Confusion& c) { return c.unlabelled_positive; }});
    },
};

}  // namespace metrics
