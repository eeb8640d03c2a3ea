#include "metrics/intervals/recalibration.h"
#include "metrics/metric.h"

namespace metrics {

/// Calibration slope: below 1 the scores are too extreme, above 1 too timid.
extern const Metric calibration_slope{
    .id = "calibration_slope",
    .family = Family::calibration,
    .summary = "How much the log odds of what happens rise for one more of the scores' log odds; 1: neither too bold nor too timid.",
    .words = {.sentence = "The log odds of what happens rise by {value} for one more of the scores' log odds"},
    .estimand = "The slope that would recalibrate the scores of the process.",
    .formula = "logistic regression of the label on ln(s / (1 - s)), by maximum likelihood: intercept + slope ln(s / (1 - s)); scores clipped to [2^-52, 1 - 2^-52]",
    .source = "Cox 1958; statsmodels, Logit",
    .interval = "Wald on the joint fit with a sandwich variance; jackknife over named units; `few_events` below 20 of the rarer outcome, `too_skewed` where some score is 0 or 1.",
    .needs = {.kind = Kind::score_runs},
    .lowest = -std::numeric_limits<double>::infinity(),
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::neither,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 0.2, 0, 0.2, 0, 0.2, 1, 0.8, 1, 0.8, 0, 0.8},
                .current_size = 12,
                .value = 0.5,
                .says = "Of three scores of 0.2 one happens and of three of 0.8 two do: (ln 2 + ln 2) / (ln 4 + ln 4) = 0.5."},
    .evaluate = [](const Runs& runs, const Setting&) { return recalibrated(runs, Coefficient::slope); },
};

}  // namespace metrics
