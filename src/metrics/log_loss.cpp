#include <numbers>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Log loss. The clip is part of the definition: a single confident error would be infinite without it.
extern const Metric log_loss{
    .id = "log_loss",
    .family = Family::calibration,
    .summary = "Mean of -ln of the probability given to what happened.",
    .words = {.sentence = "The log loss of the probabilities is {value}"},
    .estimand = "The mean log loss of a decision of this process.",
    .formula = "mean of -ln q; q: the score of a positive, one minus the score of a negative, clipped to [2^-52, 1 - 2^-52]",
    .source = "scikit-learn, log_loss",
    .interval = "Hall's skewness-corrected t; `too_skewed` where a few confident errors decide; jackknife over named units.",
    .needs = {.kind = Kind::moments, .expression = Expression::log_loss},
    .lowest = 0,
    .highest = 52 * std::numbers::ln2,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .estimable = true,
    .example = {.current = {1, 0.5, 0, 0.5, 1, 0.25, 0, 0.75},
                .current_size = 8,
                .value = 1.5 * std::numbers::ln2,
                .says = "Half, half, a quarter and a quarter given to what happened: (1 + 1 + 2 + 2) / 4 ln 2 = 1.04."},
    .evaluate = [](const Split<Moments>& of, const Setting&) { return estimate_mean(of, 0, 52 * std::numbers::ln2, Rows::unbounded); },
};

}  // namespace metrics
