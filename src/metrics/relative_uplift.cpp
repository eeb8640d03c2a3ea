#include "metrics/experiment.h"

namespace metrics {

/// Uplift as a share of what subjects have with the version it is compared with: 0.05 is five per cent more. A negative
/// baseline keeps the direction of change.
extern const Metric relative_uplift{
    .id = "relative_uplift",
    .family = Family::business,
    .summary = "How much more of the column a subject has with this version, as a share of what it has with the one it is compared with.",
    .estimand = "The average effect of the version, relative to the mean without it.",
    .formula = "(mean with the version - mean with the other) / |mean with the other|",
    .source = "Deng, Knoblich, Lu 2018 (delta method); growthbook, difference_type relative",
    .interval = "Log-delta with Welch's t corrected for skewness (linear where a mean is not positive); between two-valued totals MOVER; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &experiment::totals, .versions = true, .ratio = true},
    .parameters = experiment::parameters,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {0, 6, 0, 8, 1, 5, 1, 7}, .current_size = 8, .value = 1.0 / 6, .says = "Two subjects with the version spend 6 and 8, two with the other 5 and 7: 7 / 6 - 1 = 0.167 more."},
    .evaluate = [](const Split<KeySums>& of, const Setting& setting) { return experiment::compare(of, setting, Compared::relative); },
};

}  // namespace metrics
