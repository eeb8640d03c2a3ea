#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Weighted precision: every class counts by its rows. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric weighted_precision{
    .id = "weighted_precision",
    .family = Family::classification,
    .summary = "Mean of the precision of every class, each against the rest, by its rows.",
    .estimand = "The mean precision of the classes of this process, weighted by how frequent they are.",
    .formula = "mean over classes that occur of TP / (TP + FP), one class against the rest; weights: rows with that label",
    .source = "scikit-learn, precision_score(average=\"weighted\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = (5 * (4.0 / 6) + 4 * 0.75 + 6) / 15,
                .says = "Precision of 4/6, 3/4 and 5/5, with 5, 4 and 6 rows: (3.33 + 3 + 6) / 15 = 0.822."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::precision, Average::weighted); },
};

}  // namespace metrics
