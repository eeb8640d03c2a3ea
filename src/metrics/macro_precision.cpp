#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Macro precision: rare classes count as much as frequent ones. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric macro_precision{
    .id = "macro_precision",
    .family = Family::classification,
    .summary = "Mean of the precision of every class, each against the rest.",
    .estimand = "The mean precision of the classes of this process.",
    .formula = "mean over classes that occur of TP / (TP + FP), one class against the rest",
    .source = "scikit-learn, precision_score(average=\"macro\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = (4.0 / 6 + 0.75 + 1) / 3,
                .says = "Precision of 4/6, 3/4 and 5/5: their mean is 0.806."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::precision, Average::macro); },
};

}  // namespace metrics
