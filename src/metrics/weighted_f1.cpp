#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Weighted F1: every class counts by its rows. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric weighted_f1{
    .id = "weighted_f1",
    .family = Family::classification,
    .summary = "Mean of the F1 of every class, each against the rest, by its rows.",
    .estimand = "The mean F1 of the classes of this process, weighted by how frequent they are.",
    .formula = "mean over classes that occur of 2 TP / (2 TP + FP + FN), one class against the rest; weights: rows with that label",
    .source = "scikit-learn, f1_score(average=\"weighted\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = (40.0 / 11 + 3 + 60.0 / 11) / 15,
                .says = "F1 of 8/11, 6/8 and 10/11, with 5, 4 and 6 rows: (3.64 + 3 + 5.45) / 15 = 0.806."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::f1, Average::weighted); },
};

}  // namespace metrics
