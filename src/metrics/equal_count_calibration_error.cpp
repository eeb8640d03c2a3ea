#include <array>

#include "metrics/intervals/calibration.h"
#include "metrics/intervals/ties.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "bins", .sentence = "Number of bins.", .fallback = 10, .lowest = 2, .highest = 1000, .whole = true},
}};

}  // namespace

/// Calibration error over bins that hold about as many rows each, so that no bin is nearly empty where scores crowd together.
extern const Metric equal_count_calibration_error{
    .id = "equal_count_calibration_error",
    .family = Family::calibration,
    .summary = "How far stated probabilities lie from what happened, on average over bins of equally many rows.",
    .words = {.sentence = "Stated probabilities and what happened lie {value} apart on average over bins of equally many rows"},
    .estimand = "The calibration error of the process over bins of equal probability.",
    .formula = "sum over `bins` (10) bins of n_b / n |share of positives in b - mean score in b|; with B(s) the rows of n that score below s, s is in bin floor(k B(s) / n)",
    .source = "Nixon et al. 2019, Measuring Calibration in Deep Learning (adaptive calibration error); scikit-learn, calibration_curve(strategy=\"quantile\") has like bins",
    .interval = "As expected_calibration_error: half-normal noise taken off the lower limit; over named units noise redrawn 2,000 times from a recorded seed.",
    .needs = {.kind = Kind::score_runs},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.05, 1, 0.05, 1, 0.9, 1, 0.9},
                .current_size = 8,
                .value = 0.275,
                .says = "Equal scores stay together. Of two scores of 0.05 one happened, of two of 0.9 both: (0.45 + 0.1) / 2 = 0.275."},
    .evaluate = [](const Runs& runs, const Setting& setting) {
        if (auto absent = no_probabilities(runs)) return *std::move(absent);
        return estimate_calibration_error(in_bins_of_equal_count(runs, static_cast<int>(setting.number("bins"))), setting.seed);
    },
};

}  // namespace metrics
