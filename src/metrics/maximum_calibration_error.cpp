#include <array>

#include "metrics/intervals/calibration.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::array<Parameter, 1> parameters{{
    {.name = "share", .sentence = "Bins with a smaller share of the rows are left out.", .fallback = 0.01, .lowest = 0, .highest = 1},
}};

}  // namespace

/// Maximum calibration error, over the bins of expected_calibration_error. Bins of hardly any rows are left out: a process
/// may have some that a sample never sees.
extern const Metric maximum_calibration_error{
    .id = "maximum_calibration_error",
    .family = Family::calibration,
    .summary = "How far stated probabilities lie from what happened, in the worst bin of the score.",
    .words = {.sentence = "In the worst bin stated probabilities and what happened lie {value} apart"},
    .estimand = "The largest calibration error of the process over the same bins.",
    .formula = "max over `bins` (10) bins of equal width, (i/k, (i+1)/k], that hold at least `share` (0.01) of the rows, of |share of positives in b - mean score in b|",
    .source = "Naeini, Cooper, Hauskrecht 2015; no peer among the usual libraries",
    .interval = "Largest of the bins, each by the limits of its share (mid-P, Clopper-Pearson below ten); the lower one for the luckiest of so many; by units Student's t where wider; `few_events` where a bin of that share may not have been seen.",
    .needs = {.kind = Kind::reliability},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0, 0.05, 1, 0.05, 1, 0.9, 1, 0.9},
                .current_size = 8,
                .value = 0.45,
                .says = "Of two scores of 0.05 one happened, of two of 0.9 both: the larger of 0.45 and 0.1."},
    .evaluate = [](const Split<Reliability>& of, const Setting& setting) { return estimate_maximum_calibration_error(of, setting.number("share")); },
};

}  // namespace metrics
