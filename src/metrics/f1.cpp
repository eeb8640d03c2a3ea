#include <cmath>

#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

/// F1 = 2J / (1 + J) with Jaccard's J = TP / (TP + FP + FN), which is a share; the map keeps order, so limits carry over.
double f1_of(double jaccard) { return 2 * jaccard / (1 + jaccard); }

}  // namespace

/// F1, the harmonic mean of precision and recall. 0 / 0 is missing, not 0.
extern const Metric f1{
    .id = "f1",
    .family = Family::classification,
    .summary = "Harmonic mean of precision and recall.",
    .words = {.sentence = "The F1 score is {value}, where 1 is perfect"},
    .estimand = "The F1 score that the process would show over ever more decisions.",
    .formula = "2 TP / (2 TP + FP + FN)",
    .source = "scikit-learn, f1_score",
    .interval = "Through Jaccard's TP / (TP + FP + FN), a share: mid-P, Clopper-Pearson below ten; jackknife over named units.",
    .needs = {.kind = Kind::confusion},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .estimable = true,
    .example = {.current = {6, 2, 4, 8}, .current_size = 4, .value = 2.0 / 3, .says = "6 right, 2 warnings in vain, 4 missed: 12 / 18 = 0.667."},
    .evaluate = [](const Split<Confusion>& of, const Setting&) {
        Estimate estimate = estimate_share(of, {.part = [](const Confusion& c) { return c.true_positive; },
                                                .whole = [](const Confusion& c) { return c.true_positive + c.false_positive + c.false_negative; },
                                                .left_out = unlabelled});
        if (!estimate.value) return estimate;
        estimate.value = f1_of(*estimate.value);
        for (Replicate& replicate : estimate.replicates) replicate.value = f1_of(replicate.value);
        estimate.limits = [jaccard = estimate.limits](double tail) {
            const Limits limits = jaccard(tail);
            return Limits{f1_of(limits.low), f1_of(limits.high)};
        };
        return estimate;
    },
};

}  // namespace metrics
