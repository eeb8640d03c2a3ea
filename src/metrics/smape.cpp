#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// Symmetric mean absolute percentage error, from 0 to 2. Where prediction and label are both 0 the error is 0.
extern const Metric smape{
    .id = "smape",
    .family = Family::regression,
    .summary = "Mean distance of the prediction from what happened, as a share of the mean of their sizes: 0 to 2.",
    .words = {.sentence = "On average we are {value} of the mean size off"},
    .estimand = "The symmetric mean absolute percentage error of a prediction of this process.",
    .formula = "mean of 2 |prediction - label| / (|prediction| + |label|); 0 where both are 0",
    .source = "Makridakis, Hibon 2000, The M3-Competition (with the sizes' absolute values)",
    .interval = "Hall's skewness-corrected t; Clopper-Pearson at the effective number of rows up to 200; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::symmetric_error},
    .lowest = 0,
    .highest = 2,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {10, 30, 0, 0, 20, 20},
                .current_size = 6,
                .value = 0.3333333333333333,
                .says = "2 x 20 / 40 = 1, none and none: 1 / 3."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, 2, Rows::bounded); },
};

}  // namespace metrics
