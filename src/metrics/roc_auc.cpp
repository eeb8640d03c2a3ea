#include "metrics/intervals/roc_area.h"
#include "metrics/metric.h"

namespace metrics {

/// Area under the ROC curve. Exact: every distinct score is a step of its own, and equal scores count half.
extern const Metric roc_auc{
    .id = "roc_auc",
    .family = Family::classification,
    .summary = "Probability that a positive is scored above a negative.",
    .words = {.sentence = "A positive is ranked above a negative with a probability of {value}"},
    .estimand = "The probability that a random positive of the process is scored above a random negative, ties counting half.",
    .formula = "pairs of a positive and a negative in which the positive has the higher score, ties half, over all pairs",
    .source = "Hanley, McNeil 1982; scikit-learn, roc_auc_score",
    .interval = "DeLong 1988 on the logit scale; below ten discordant the wider of it and Newcombe 2006, method 5; jackknife over named units.",
    .needs = {.kind = Kind::score_runs},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .estimable = true,
    .example = {.current = {0, 0.1, 0, 0.4, 1, 0.35, 1, 0.8},
                .current_size = 8,
                .value = 0.75,
                .says = "Of the four pairs of a positive (0.35, 0.8) and a negative (0.1, 0.4) three are in order: 0.75."},
    .evaluate = [](const Runs& runs, const Setting&) { return area_under_roc(runs); },
};

}  // namespace metrics
