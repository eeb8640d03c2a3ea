#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Macro F1: rare classes count as much as frequent ones. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric macro_f1{
    .id = "macro_f1",
    .family = Family::classification,
    .summary = "Mean of the F1 of every class, each against the rest.",
    .estimand = "The mean F1 of the classes of this process.",
    .formula = "mean over classes that occur of 2 TP / (2 TP + FP + FN), one class against the rest",
    .source = "scikit-learn, f1_score(average=\"macro\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = (8.0 / 11 + 0.75 + 10.0 / 11) / 3,
                .says = "F1 of 8/11, 6/8 and 10/11: their mean is 0.795."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::f1, Average::macro); },
};

}  // namespace metrics
