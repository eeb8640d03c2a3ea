#include "metrics/intervals/ties.h"

#include <cmath>

#include "metrics/intervals/distributions.h"

namespace metrics {

Estimate described(const Runs& runs) {
    Estimate estimate = described_rows(runs);
    if (estimate.reason == Reason::none && (runs.by_label[0] == 0 || runs.by_label[1] == 0)) return Estimate::absent(Reason::one_class);
    return estimate;
}

std::optional<Estimate> no_probabilities(const Runs& runs) {
    bool outside = false;
    runs.visit([&](const Run& run) {
        const double score = Runs::value_of(run.key);
        outside = outside || score < 0 || score > 1;
    });
    if (!outside) return std::nullopt;
    return Estimate::absent(Reason::wrong_type, "scores outside 0 to 1 are no probabilities");
}

Estimate described_rows(const Runs& runs) {
    if (runs.tally.weight == 0) return Estimate::absent(runs.left_out > 0 ? Reason::no_labels : Reason::no_rows);
    Estimate estimate;
    estimate.rows = runs.tally.rows;
    estimate.left_out = runs.left_out;
    estimate.units_named = runs.clustered();
    estimate.units = runs.clustered() ? runs.units : runs.tally.rows;
    estimate.units_exact = runs.units_exact;
    return estimate;
}

void give_up(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{0, 1}; };
}

Limits logit_limits(double value, double deviation, double tail) {
    const double half = normal_quantile(1 - tail) * deviation / (value * (1 - value));
    const double odds = value / (1 - value);
    const double low = odds * std::exp(-half);
    const double high = odds * std::exp(half);
    return {low / (low + 1), std::isinf(high) ? 1 : high / (high + 1)};
}

}  // namespace metrics
