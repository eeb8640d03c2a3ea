#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Micro precision. Where every row has one label and one prediction, micro precision, micro recall, micro F1 and accuracy are one number.
extern const Metric micro_precision{
    .id = "micro_precision",
    .family = Family::classification,
    .summary = "Precision over the decisions of all classes together: the share of right ones.",
    .words = {.share = {"decisions", "is right", "are right"}},
    .estimand = "The probability that a prediction of this process is right.",
    .formula = "rows whose label and prediction are the same / rows",
    .source = "scikit-learn, precision_score(average=\"micro\")",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = 0.8,
                .says = "12 of 15 rows are right: 0.8."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return share_of_right(of); },
};

}  // namespace metrics
