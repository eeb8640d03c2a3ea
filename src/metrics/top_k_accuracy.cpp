#include <array>

#include "metrics/intervals/classes.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "k", .sentence = "Among how many of the highest scores the label must be.", .fallback = 2, .lowest = 1, .highest = 500, .whole = true},
}};

}  // namespace

/// Top-k accuracy, from a score for each class. Classes that tie with the label count before it; a label without a score of its
/// own is never found.
extern const Metric top_k_accuracy{
    .id = "top_k_accuracy",
    .family = Family::classification,
    .summary = "Share of rows whose class is among the k with the highest scores.",
    .estimand = "The probability that the class of a row of this process is among the k with the highest scores.",
    .formula = "rows in which fewer than k other classes score as much as the label, or more / rows",
    .source = "scikit-learn, top_k_accuracy_score, where the order of ties depends on that of the classes",
    .interval = "Mid-P, Clopper-Pearson below ten on a side; jackknife over named units.",
    .needs = {.kind = Kind::classes, .at = "k"},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {4, 1, 0, 1, 3, 0, 1, 0, 5},
                .current_size = 9,
                .value = 0.8,
                .says = "In 12 of 15 rows the label is among the highest scores: 0.8."},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return share_of_right(of); },
};

}  // namespace metrics
