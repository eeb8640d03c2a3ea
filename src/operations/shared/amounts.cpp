#include "operations/shared/amounts.h"

#include <cmath>

#include "metrics/intervals/distributions.h"

namespace operations {

std::optional<metrics::Amounts> amounts_of(const charter::Charter& document) {
    if (!document.amounts) return std::nullopt;
    const charter::Amounts& means = *document.amounts;
    return metrics::Amounts{means.true_positive, means.false_positive, means.false_negative, means.true_negative};
}

AmountVariances amount_variances(const charter::Charter& document) {
    if (!document.worth) return {};
    const charter::Worth& worth = *document.worth;
    return {worth.true_positive.variance(), worth.false_positive.variance(), worth.false_negative.variance(), worth.true_negative.variance(),
            worth.per_action.variance() + worth.per_review.variance(), worth.per_prediction.variance()};
}

void widen(metrics::Estimate& estimate, const metrics::Confusion& of, const AmountVariances& variances) {
    const double all = of.tp() + of.fp() + of.fn() + of.tn();
    if (!estimate.value || !estimate.limits || all == 0) return;
    const std::array<double, 6> shares{of.tp() / all, of.fp() / all, of.fn() / all, of.tn() / all, (of.tp() + of.fp()) / all, 1};
    double variance = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) variance += shares[i] * shares[i] * variances[i];
    widen(estimate, variance);
}

void widen(metrics::Estimate& estimate, double variance) {
    if (!estimate.value || !estimate.limits || variance == 0) return;
    estimate.limits = [rows = estimate.limits, value = *estimate.value, deviation = std::sqrt(variance)](double tail) {
        const metrics::Limits limits = rows(tail);
        const double own = metrics::normal_quantile(1 - tail) * deviation;
        return metrics::Limits{value - std::hypot(value - limits.low, own), value + std::hypot(limits.high - value, own)};
    };
}

}  // namespace operations
