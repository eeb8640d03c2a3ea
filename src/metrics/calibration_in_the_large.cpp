#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Calibration in the large: whether as much happens as the scores add up to. Opposite errors can cancel; calibration_slope and the calibration errors see those.
extern const Metric calibration_in_the_large{
    .id = "calibration_in_the_large",
    .family = Family::calibration,
    .summary = "Mean score minus the share of positives: above zero, too much is expected.",
    .words = {.sentence = "The mean score lies {value} above the share of positives"},
    .estimand = "The mean score of the process less its share of positives.",
    .formula = "mean of (score - label)",
    .source = "Cox 1958; Steyerberg 2009, Clinical Prediction Models",
    .interval = "Hall's skewness-corrected t; Clopper-Pearson at the effective number of rows up to 200; jackknife over named units.",
    .needs = {.kind = Kind::moments, .expression = Expression::score_minus_label},
    .lowest = -1,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 0.5, 0, 0.5, 1, 1, 0, 1},
                .current_size = 8,
                .value = 0.25,
                .says = "Scores of 3 in all, and 2 of 4 happened: (3 - 2) / 4 = 0.25."},
    .evaluate = [](const Split<Moments>& of, const Setting&) { return estimate_mean(of, -1, 1, Rows::bounded); },
};

}  // namespace metrics
