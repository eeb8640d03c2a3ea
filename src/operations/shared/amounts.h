#pragma once

#include <array>
#include <optional>

#include "charter/charter.h"
#include "metrics/metric.h"

namespace operations {

/// What outcomes are worth, for metrics: at the means of what is uncertain. Nothing where the document names no amounts.
std::optional<metrics::Amounts> amounts_of(const charter::Charter& document);

/// How uncertain the amounts are: variances of what a true positive, a false positive, a false negative and a true negative are
/// worth, then of what every positive decision and every decision costs.
using AmountVariances = std::array<double, 6>;
AmountVariances amount_variances(const charter::Charter& document);

/// Adds to the limits of a mean over decisions what is not known of the amounts; no number of rows makes that smaller. The two
/// are independent: their distances from the value add up as the sides of a right angle do (MOVER).
void widen(metrics::Estimate& estimate, const metrics::Confusion& of, const AmountVariances& variances);
/// The same where the variance of the value over what the amounts may be is known already.
void widen(metrics::Estimate& estimate, double variance);

}  // namespace operations
