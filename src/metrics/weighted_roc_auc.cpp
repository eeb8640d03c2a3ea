#include "metrics/intervals/class_areas.h"
#include "metrics/metric.h"

namespace metrics {

/// Every class counts as often as it occurs.
extern const Metric weighted_roc_auc{
    .id = "weighted_roc_auc",
    .family = Family::classification,
    .summary = "Area under the ROC curve of each class against the rest, averaged over classes by their rows.",
    .words = {.sentence = "A row of a class is ranked above a row of another by the class's score with a probability of {value}, on average over rows"},
    .estimand = "The probability that the score of a class ranks a row of it above a row of another class, averaged over classes by how often they occur.",
    .formula = "sum over classes of w AUC of the class against the rest / sum of w; w = rows of the class",
    .source = "scikit-learn, roc_auc_score(multi_class=\"ovr\", average=\"weighted\")",
    .interval = "DeLong on the logit scale for each class, added up as if the classes moved together, which is never too narrow; jackknife of the average over named units.",
    .needs = {.kind = Kind::class_runs},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.6, 0.3, 0.1, 1, 0.2, 0.3, 0.5, 2, 0.1, 0.2, 0.7}, .current_size = 12, .value = 2.75 / 3, .says = "Three rows, one of each class: all pairs are in order but one that ties: (1 + 0.75 + 1) / 3 = 0.917."},
    .evaluate = [](const ClassRuns& of, const Setting&) { return average_area(of, ClassWeight::by_rows); },
};

}  // namespace metrics
