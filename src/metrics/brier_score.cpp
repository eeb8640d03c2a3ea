#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Brier score: the mean squared error of probabilities.
extern const Metric brier_score{
    .id = "brier_score",
    .family = Family::calibration,
    .summary = "Mean squared difference between the score and what happened.",
    .words = {.sentence = "The mean squared error of the probabilities is {value}"},
    .estimand = "The mean squared error of a score of this process.",
    .formula = "mean of (label - score)^2",
    .source = "Brier 1950; scikit-learn, brier_score_loss",
    .interval = "Hall's skewness-corrected t; Clopper-Pearson at the effective number of rows up to 200; jackknife over named units.",
    .needs = {.kind = Kind::moments, .expression = Expression::squared_error},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .estimable = true,
    .example = {.current = {1, 0.5, 0, 0.5, 1, 1, 0, 1},
                .current_size = 8,
                .value = 0.375,
                .says = "Errors of a half, a half, none and one: (0.25 + 0.25 + 0 + 1) / 4 = 0.375."},
    .evaluate = [](const Split<Moments>& of, const Setting&) { return estimate_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
