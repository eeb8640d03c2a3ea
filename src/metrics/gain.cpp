#include "metrics/intervals/ranked.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> parameters{{share_of_top}};

}  // namespace

/// Cumulative gain: a point of the gain curve, which is recall over the share of rows acted on.
extern const Metric gain{
    .id = "gain",
    .family = Family::classification,
    .summary = "Share of the positives that are found by acting on a share of the rows, highest scores first.",
    .words = {.share = {"actual positives", "is among the highest scores", "are among the highest scores"}},
    .estimand = "The probability that a positive of the process is among that share of the highest scores.",
    .formula = "positives among the highest scores / positives; the top is `share` of the rows, rounded up; ties at the cut: the mean over every order of them",
    .source = "Berry, Linoff 2004, Data Mining Techniques; scikit-plot, plot_cumulative_gain",
    .interval = "Mid-P, Clopper-Pearson below ten on a side, at the effective number of rows with the cut estimated; jackknife over named units.",
    .needs = {.kind = Kind::score_runs},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0.9, 0, 0.8, 1, 0.7, 0, 0.6, 1, 0.5, 0, 0.4},
                .current_size = 12,
                .value = 1.0 / 3,
                .says = "A tenth of six rows is one row, rounded up, and holds one of three positives: 0.333."},
    .evaluate = recall_of_top,
};

}  // namespace metrics
