#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Negative predictive value: of what we let pass, how much was rightly let pass. 0 / 0 is missing, not 0.
extern const Metric negative_predictive_value{
    .id = "negative_predictive_value",
    .family = Family::classification,
    .summary = "Share of the predicted negatives that are negative.",
    .words = {.share = {"predicted negatives", "is right", "are right"}},
    .estimand = "The probability that a predicted negative is negative.",
    .formula = "TN / (TN + FN)",
    .source = "scikit-learn, precision_score of the negative label",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {6, 2, 4, 8}, .current_size = 4, .value = 2.0 / 3, .says = "Of 12 that were let pass 8 were rightly so: 0.667."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_negative; },
                                   .whole = [](const Confusion& c) { return c.true_negative + c.false_negative; },
                                   .left_out = [](const Confusion& c) { return c.unlabelled_negative; }});
    },
};

}  // namespace metrics
