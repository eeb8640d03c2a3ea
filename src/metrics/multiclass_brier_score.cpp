#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Brier's own score, over all classes: of two classes it is twice brier_score.
extern const Metric multiclass_brier_score{
    .id = "multiclass_brier_score",
    .family = Family::calibration,
    .summary = "Mean over rows of the squared errors of all classes' probabilities, added up: from 0 to 2.",
    .words = {.sentence = "The squared errors of a row's probabilities add up to {value} on average, where 0 is perfect and 2 is all wrong"},
    .estimand = "The mean Brier score of a row of this process.",
    .formula = "mean of the sum over classes of (score - 1 where it is the label, else score)^2",
    .source = "Brier 1950; scikit-learn, brier_score_loss of three classes and more, or with scale_by_half=False",
    .interval = "Hall's skewness-corrected t; Clopper-Pearson at the effective number of rows up to 200; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::class_squared_error},
    .lowest = 0,
    .highest = 2,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {0.5, 0, 1, 2}, .current_size = 4, .value = 0.875, .says = "Rows that lose 0.5, nothing, 1 and all there is: 3.5 / 4 = 0.875."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, 2, Rows::bounded); },
};

}  // namespace metrics
