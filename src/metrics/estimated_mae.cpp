#include <cmath>

#include "metrics/intervals/estimated_loss.h"

namespace metrics {

/// Mean absolute error of predicted numbers, before the outcomes are known.
extern const Metric estimated_mae{
    .id = "estimated_mae",
    .family = Family::estimated,
    .summary = "Mean absolute error of predicted numbers, estimated before the outcomes are known.",
    .estimand = "The mean absolute error that these rows will turn out to have, while outcomes depend on features and prediction as they did in the reference.",
    .formula = "mean over current rows of max(0, h(features, prediction)); h: boosted trees fitted to |outcome - prediction| in the reference",
    .source = "NannyML, DLE (direct loss estimation), which fits LightGBM, so other numbers",
    .interval = "Residuals of the fitted losses out of fold, and the jackknife over ten parts of the reference. It may warn, and never keeps a promise.",
    .needs = {.kind = Kind::row_sample, .reference = true, .features = true, .at = "sample", .reads = {.prediction = true}},
    .parameters = loss_parameters,
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .learns_labels = true,
    .example = {.reference = {1, 3, 1, 3, 5, 5, 5, 5}, .reference_size = 8, .current = {1, 0, 1, 0, 5, 0}, .current_size = 6, .value = 4.0 / 3,
                .says = "Predictions of 1 were off by 2 and those of 5 by nothing; of three rows two are predicted 1: (2 + 2 + 0) / 3 = 1.33."},
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting& setting) {
        return mean_loss_before_labels(reference, current, setting, [](double label, double prediction) { return std::abs(label - prediction); });
    },
};

}  // namespace metrics
