#include "metrics/intervals/ranked.h"
#include "metrics/metric.h"

namespace metrics {

/// Precision at k: how much of what is acted on first deserved it. Rows without a known label are not ranked.
extern const Metric precision_at_k{
    .id = "precision_at_k",
    .family = Family::classification,
    .summary = "Share of positives among the highest scores.",
    .words = {.share = {"rows with the highest scores", "is positive", "are positive"}},
    .estimand = "The probability that a row among that share of the highest scores of the process is positive.",
    .formula = "positives among the k highest scores / k; with k = 0 the top is `share` of the rows, rounded up; ties at the cut: the mean over every order of them",
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
                .value = 1,
                .says = "A tenth of six rows is one row, rounded up, and the highest is positive: 1."},
    .evaluate = precision_of_top,
};

}  // namespace metrics
