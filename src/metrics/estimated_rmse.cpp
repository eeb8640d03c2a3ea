#include <cmath>

#include "metrics/intervals/estimated_loss.h"

namespace metrics {

/// Root mean squared error of predicted numbers, before the outcomes are known.
extern const Metric estimated_rmse{
    .id = "estimated_rmse",
    .family = Family::estimated,
    .summary = "Root mean squared error of predicted numbers, estimated before the outcomes are known.",
    .estimand = "The root mean squared error that these rows will turn out to have, while outcomes depend on features and prediction as they did in the reference.",
    .formula = "square root of the mean over current rows of max(0, h(features, prediction)); h: boosted trees fitted to (outcome - prediction)^2 in the reference",
    .source = "NannyML, DLE (direct loss estimation), which fits LightGBM, so other numbers",
    .interval = "As of estimated_mae, for the mean of squares; the root keeps the order of limits. It may warn, and never keeps a promise.",
    .needs = {.kind = Kind::row_sample, .reference = true, .features = true, .at = "sample", .reads = {.prediction = true}},
    .parameters = loss_parameters,
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .learns_labels = true,
    .example = {.reference = {1, 3, 1, 3, 5, 5, 5, 5}, .reference_size = 8, .current = {1, 0, 5, 0}, .current_size = 4, .value = 1.4142135623730951,
                .says = "Predictions of 1 were off by 2 and those of 5 by nothing; one row of each: sqrt((4 + 0) / 2) = 1.414."},
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting& setting) {
        Estimate estimate = mean_loss_before_labels(reference, current, setting, [](double label, double prediction) { return (label - prediction) * (label - prediction); });
        if (!estimate.value) return estimate;
        estimate.value = std::sqrt(*estimate.value);
        estimate.limits = [squares = estimate.limits](double tail) {
            const Limits limits = squares(tail);
            return Limits{std::sqrt(limits.low), std::sqrt(limits.high)};
        };
        return estimate;
    },
};

}  // namespace metrics
