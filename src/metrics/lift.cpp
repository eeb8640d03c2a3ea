#include "metrics/intervals/ranked.h"
#include "metrics/metric.h"

namespace metrics {

/// Lift: how much better it is to act on the highest scores than on rows at random.
extern const Metric lift{
    .id = "lift",
    .family = Family::classification,
    .summary = "How many times as frequent positives are among the highest scores as among all rows.",
    .words = {.sentence = "Among the highest scores positives are {value} times as frequent as among all rows"},
    .estimand = "The ratio of the share of positives among the highest scores of the process to that among all.",
    .formula = "(positives among the k highest scores / k) / (positives / rows); with k = 0 the top is `share` of the rows, rounded up; ties at the cut: the mean over every order of them",
    .source = "Berry, Linoff 2004, Data Mining Techniques; scikit-plot, plot_lift_curve",
    .interval = "Those of the share of positives at the top, over the share of rows at the top; jackknife over named units.",
    .needs = {.kind = Kind::score_runs},
    .parameters = top_parameters,
    .lowest = 0,
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 0.9, 0, 0.8, 1, 0.7, 0, 0.6, 1, 0.5, 0, 0.4},
                .current_size = 12,
                .value = 2,
                .says = "A tenth of six rows is one row, rounded up; it is positive, as are three of six: 1 / 0.5 = 2."},
    .evaluate = lift_of_top,
};

}  // namespace metrics
