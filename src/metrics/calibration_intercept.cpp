#include <numbers>

#include "metrics/intervals/recalibration.h"
#include "metrics/metric.h"

namespace metrics {

/// Calibration intercept, of the fit that also gives the slope.
extern const Metric calibration_intercept{
    .id = "calibration_intercept",
    .family = Family::calibration,
    .summary = "Log odds of what happens where the score says one half; 0: no correction is needed there.",
    .words = {.sentence = "Where the score says one half, the log odds of what happens are {value}"},
    .estimand = "The intercept that would recalibrate the scores of the process.",
    .formula = "logistic regression of the label on ln(s / (1 - s)), by maximum likelihood: intercept + slope ln(s / (1 - s)); scores clipped to [2^-52, 1 - 2^-52]",
    .source = "Cox 1958; statsmodels, Logit",
    .interval = "Wald on the joint fit with a sandwich variance; jackknife over named units; `few_events` below 20 of the rarer outcome, `too_skewed` where some score is 0 or 1.",
    .needs = {.kind = Kind::score_runs},
    .lowest = -std::numeric_limits<double>::infinity(),
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::neither,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 0.5, 0, 0.5, 0, 0.5, 1, 0.8, 1, 0.8, 0, 0.8},
                .current_size = 12,
                .value = -std::numbers::ln2,
                .says = "Of three scores of one half one happens, which has log odds of -ln 2 = -0.693."},
    .evaluate = [](const Runs& runs, const Setting&) { return recalibrated(runs, Coefficient::intercept); },
};

}  // namespace metrics
