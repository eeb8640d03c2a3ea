#include "metrics/intervals/ranked.h"
#include "metrics/metric.h"

namespace metrics {

/// Recall at k: how many of all positives are found by acting on the highest scores. 0 / 0 is missing.
extern const Metric recall_at_k{
    .id = "recall_at_k",
    .family = Family::classification,
    .summary = "Share of the positives that are among the highest scores.",
    .words = {.share = {"actual positives", "is among the highest scores", "are among the highest scores"}},
    .estimand = "The probability that a positive of the process is among that share of the highest scores.",
    .formula = "positives among the k highest scores / positives; with k = 0 the top is `share` of the rows, rounded up; ties at the cut: the mean over every order of them",
    .source = "Manning, Raghavan, Schuetze 2008, Introduction to Information Retrieval, 8.4; no peer among the usual libraries for scores of rows",
    .interval = "Mid-P, Clopper-Pearson below ten on a side, at the effective number of rows with the cut estimated; jackknife over named units.",
    .needs = {.kind = Kind::score_runs},
    .parameters = top_parameters,
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
