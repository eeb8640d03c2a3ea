#include "metrics/experiment.h"

namespace metrics {

/// The average effect of a version on its subjects: what each has more than with the version it is compared with. `per`
/// makes it a difference of ratios, `adjusted_by` takes away what was already known of the subjects (CUPED).
extern const Metric uplift{
    .id = "uplift",
    .family = Family::business,
    .summary = "How much more of the column a subject has with this version than with the one it is compared with.",
    .estimand = "The average effect of the version on a subject of this process.",
    .formula = "mean of the subjects' totals with the version - mean with the other",
    .source = "Welch 1947; Deng et al. 2013 (CUPED); Deng, Knoblich, Lu 2018 (ratios); growthbook, difference_type absolute",
    .interval = "Welch's t corrected for skewness (Hall) on the influence of each subject; between two-valued totals MOVER of mid-P limits; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &experiment::totals, .versions = true, .ratio = true},
    .parameters = experiment::parameters,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {0, 6, 0, 8, 1, 5, 1, 7}, .current_size = 8, .value = 1, .says = "Two subjects with the version spend 6 and 8, two with the other 5 and 7: 7 - 6 = 1 more."},
    .evaluate = [](const Split<KeySums>& of, const Setting& setting) { return experiment::compare(of, setting, Compared::difference); },
};

}  // namespace metrics
