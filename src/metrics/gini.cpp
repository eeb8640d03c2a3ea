#include "metrics/intervals/roc_area.h"
#include "metrics/metric.h"

namespace metrics {

/// Gini coefficient of a score, also accuracy ratio or Somers' D: the area under the ROC curve on another scale.
extern const Metric gini{
    .id = "gini",
    .family = Family::classification,
    .summary = "How much of the way from chance to perfect order the scores have gone.",
    .words = {.sentence = "The scores have gone {value} of the way from chance to a perfect ranking"},
    .estimand = "Twice the probability that a random positive of the process is scored above a random negative, less one.",
    .formula = "2 roc_auc - 1",
    .source = "Somers 1962; scikit-learn, 2 roc_auc_score - 1",
    .interval = "That of roc_auc, carried over.",
    .needs = {.kind = Kind::score_runs},
    .lowest = -1,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.1, 0, 0.4, 1, 0.35, 1, 0.8},
                .current_size = 8,
                .value = 0.5,
                .says = "Of four pairs of a positive and a negative three are in order: 2 x 0.75 - 1 = 0.5."},
    .evaluate = [](const Runs& runs, const Setting&) {
        Estimate estimate = area_under_roc(runs);
        if (!estimate.value) return estimate;
        const auto carried = [](double area) { return 2 * area - 1; };
        estimate.value = carried(*estimate.value);
        for (Replicate& replicate : estimate.replicates) replicate.value = carried(replicate.value);
        estimate.limits = [area = estimate.limits, carried](double tail) {
            const Limits limits = area(tail);
            return Limits{carried(limits.low), carried(limits.high)};
        };
        return estimate;
    },
};

}  // namespace metrics
