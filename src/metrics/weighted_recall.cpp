#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Weighted recall, which is accuracy where every class has a row. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric weighted_recall{
    .id = "weighted_recall",
    .family = Family::classification,
    .summary = "Mean of the recall of every class, each against the rest, by its rows.",
    .estimand = "The mean recall of the classes of this process, weighted by how frequent they are.",
    .formula = "mean over classes that occur of TP / (TP + FN), one class against the rest; weights: rows with that label",
    .source = "scikit-learn, recall_score(average=\"weighted\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = 0.8,
                .says = "Recall of 4/5, 3/4 and 5/6, with 5, 4 and 6 rows: (4 + 3 + 5) / 15 = 0.8."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::recall, Average::weighted); },
};

}  // namespace metrics
