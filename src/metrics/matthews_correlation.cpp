#include <cmath>

#include "metrics/intervals/classes.h"
#include "metrics/intervals/decisions.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

std::optional<double> value_of_counts(const Counts& c) {
    const double all = (c.true_positive + c.false_positive) * (c.true_positive + c.false_negative) * (c.true_negative + c.false_positive) * (c.true_negative + c.false_negative);
    if (all <= 0) return std::nullopt;
    return (c.true_positive * c.true_negative - c.false_positive * c.false_negative) / std::sqrt(all);
}

}  // namespace

/// Matthews' correlation. Where a row or a column of the table is empty it is 0 / 0: missing, not 0.
extern const Metric matthews_correlation{
    .id = "matthews_correlation",
    .family = Family::classification,
    .summary = "Correlation between label and prediction.",
    .words = {.sentence = "The correlation of label and prediction is {value}, where 1 is perfect and 0 is chance"},
    .estimand = "The correlation between label and prediction in this process.",
    .formula = "(TP TN - FP FN) / sqrt((TP + FP) (TP + FN) (TN + FP) (TN + FN)); among many classes, R_K = (n sum_k n_kk - sum_k l_k p_k) / sqrt((n^2 - sum_k l_k^2) (n^2 - sum_k p_k^2)), l and p: rows by label and by prediction",
    .source = "Matthews 1975; Gorodkin 2004; scikit-learn, matthews_corrcoef",
    .interval = "Dirichlet(counts + 1/2) over the four outcomes, 2,000 draws from a recorded seed, `few_events` below ten rows of a label; among many classes the cell jackknife, atanh scale; jackknife over named units, atanh scale.",
    .needs = {.kind = Kind::confusion},
    .lowest = -1,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {8, 2, 2, 8}, .current_size = 4, .value = 0.6, .says = "8 of 10 positives and 8 of 10 negatives are right: (64 - 4) / 100 = 0.6."},
    .evaluate = [](const Split<Confusion>& of, const Setting& setting) {
        return estimate_counts(of, {.value = value_of_counts, .lowest = -1, .transform = Transform::atanh, .method = "Dirichlet over outcomes", .events_min = 10,
                                    .limits = [seed = setting.seed](const Counts& c, double value) { return dirichlet_limits(c, value, value_of_counts, seed); }});
    },
    .of_classes = [](const Split<ClassTable>& of, const Setting&) { return correlation_of_classes(of); },
};

}  // namespace metrics
