#include <numbers>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr double most = 52 * std::numbers::ln2;

}  // namespace

/// Log loss over all classes. The clip is part of the definition, and a class without a score of its own was given nothing.
extern const Metric multiclass_log_loss{
    .id = "multiclass_log_loss",
    .family = Family::calibration,
    .summary = "Mean of -ln of the probability given to the class that happened.",
    .words = {.sentence = "The log loss of the classes' probabilities is {value}"},
    .estimand = "The mean log loss of a row of this process.",
    .formula = "mean of -ln q; q: the score of the class that is the label, clipped to [2^-52, 1 - 2^-52]; scores are not rescaled to add up to 1",
    .source = "scikit-learn, log_loss",
    .interval = "Hall's skewness-corrected t; `too_skewed` where a few confident errors decide; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::class_log_loss},
    .lowest = 0,
    .highest = most,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {std::numbers::ln2, std::numbers::ln2, 2 * std::numbers::ln2, 2 * std::numbers::ln2},
                .current_size = 4,
                .value = 1.5 * std::numbers::ln2,
                .says = "Half, half, a quarter and a quarter given to the class that happened: (1 + 1 + 2 + 2) / 4 ln 2 = 1.04."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, most, Rows::unbounded); },
};

}  // namespace metrics
