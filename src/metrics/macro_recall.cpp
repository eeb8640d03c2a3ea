#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

/// Macro recall: rare classes count as much as frequent ones. A class in which it is 0 / 0 is left out and named, and decides nothing.
extern const Metric macro_recall{
    .id = "macro_recall",
    .family = Family::classification,
    .summary = "Mean of the recall of every class, each against the rest.",
    .estimand = "The mean recall of the classes of this process.",
    .formula = "mean over classes that occur of TP / (TP + FN), one class against the rest",
    .source = "scikit-learn, recall_score(average=\"macro\"), which counts 0 / 0 as 0",
    .interval = "Cell jackknife, logit scale; exact limits at the effective number of rows where few are wrong; `few_events` where a class has fewer than five rows; jackknife over named units.",
    .needs = {.kind = Kind::classes},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = (0.8 + 0.75 + 5.0 / 6) / 3,
                .says = "Recall of 4/5, 3/4 and 5/6: their mean is 0.794."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return average_over_classes(of, ClassShare::recall, Average::macro); },
};

}  // namespace metrics
