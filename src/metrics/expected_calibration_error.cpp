#include "metrics/intervals/calibration.h"
#include "metrics/metric.h"

namespace metrics {

/// Expected calibration error over bins of equal width. Peers differ in bins, so the definition stands here in full: bin i
/// of k holds the scores in (i/k, (i+1)/k], the first also 0; empty bins count nothing. A model of one constant score can
/// have none of it, and few rows show some of it by chance.
extern const Metric expected_calibration_error{
    .id = "expected_calibration_error",
    .family = Family::calibration,
    .summary = "How far stated probabilities lie from what happened, on average over bins of the score.",
    .words = {.sentence = "Stated probabilities and what happened lie {value} apart on average"},
    .estimand = "The calibration error of the process over the same bins.",
    .formula = "sum over `bins` (10) bins of equal width, (i/k, (i+1)/k], of n_b / n |share of positives in b - mean score in b|",
    .source = "Naeini, Cooper, Hauskrecht 2015; Guo et al. 2017; no peer among the usual libraries",
    .interval = "Supremum over bins: half-normal noise taken off the lower limit; over named units noise redrawn 2,000 times from a recorded seed.",
    .needs = {.kind = Kind::reliability},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.05, 1, 0.05, 1, 0.9, 1, 0.9},
                .current_size = 8,
                .value = 0.275,
                .says = "Of two scores of 0.05 one happened, of two of 0.9 both: (0.45 + 0.1) / 2 = 0.275."},
    .evaluate = [](const Split<Reliability>& of, const Setting& setting) { return estimate_calibration_error(of, setting.seed); },
};

}  // namespace metrics
