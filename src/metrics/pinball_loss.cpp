#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr Parameter parameters[]{{.name = "q", .sentence = "Which quantile is predicted: 0.9 is to be exceeded once in ten times.", .fallback = 0.5, .lowest = 0.0001, .highest = 0.9999}};

}  // namespace

/// The loss whose least mean is the quantile q: a prediction of it that is too low costs q a unit, one too high 1 - q.
extern const Metric pinball_loss{
    .id = "pinball_loss",
    .family = Family::regression,
    .summary = "Mean loss of a predicted quantile: too low costs q for each unit, too high 1 - q.",
    .words = {.sentence = "The pinball loss of the predicted quantile is {value}"},
    .estimand = "The mean pinball loss of a prediction of this process.",
    .formula = "mean of q (label - prediction) where the label is higher, (1 - q) (prediction - label) where it is lower",
    .source = "scikit-learn, mean_pinball_loss (alpha is q)",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::pinball, .at = "q"},
    .parameters = parameters,
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {10, 12, 20, 17, 30, 34},
                .current_size = 6,
                .value = 1.5,
                .says = "At q = 0.5 half the mean absolute error: 3 / 2 = 1.5."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
