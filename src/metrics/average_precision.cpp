#include "metrics/intervals/precision_area.h"
#include "metrics/metric.h"

namespace metrics {

/// Average precision: a step for every distinct score, no interpolation between them.
extern const Metric average_precision{
    .id = "average_precision",
    .family = Family::classification,
    .summary = "Precision at the rank of each positive, averaged over the positives.",
    .words = {.sentence = "The average precision is {value}, where 1 is a perfect ranking"},
    .estimand = "The average precision that the process would show over ever more decisions.",
    .formula = "sum over distinct scores, from the highest, of (R_k - R_(k-1)) P_k; R, P: recall and precision of calling that score and those above it positive",
    .source = "scikit-learn, average_precision_score",
    .interval = "Variance from the influence of every row, logit scale; `few_events` below 20 positives; jackknife over named units.",
    .needs = {.kind = Kind::score_runs},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .estimable = true,
    .example = {.current = {0, 0.1, 0, 0.4, 1, 0.35, 1, 0.8},
                .current_size = 8,
                .value = 5.0 / 6,
                .says = "The positives stand first and third: (1/1 + 2/3) / 2 = 0.833."},
    .evaluate = [](const Runs& runs, const Setting&) { return average_precision_of(runs); },
};

}  // namespace metrics
