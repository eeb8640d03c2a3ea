#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

/// Positive rate, selection rate: counts every row with a prediction, whether or not its outcome is known.
extern const Metric positive_rate{
    .id = "positive_rate",
    .family = Family::classification,
    .summary = "Share of decisions that are positive.",
    .words = {.share = {"decisions", "is positive", "are positive"}},
    .estimand = "The probability that a decision of this process is positive.",
    .formula = "predicted positives / all predictions",
    .source = "Fairlearn, selection_rate",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::share,
    .labels_unused = true,
    .example = {.current = {6, 1, 4, 9}, .current_size = 4, .value = 0.35, .says = "Of 20 flights we warned about 7: 0.35."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        return estimate_share(of, {.part = [](const Confusion& c) { return c.true_positive + c.false_positive + c.unlabelled_positive; },
                                   .whole = [](const Confusion& c) { return c.all.weight; },
                                   .left_out = [](const Confusion&) { return Mass{0}; },
                                   .labels = false});
    },
};

}  // namespace metrics
