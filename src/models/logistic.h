#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "models/features.h"

namespace models {

/// Logistic regression: p = 1 / (1 + exp(-(intercept + sum of coefficients))).
///
/// A number is standardised, (x - mean) / scale; a missing one counts as the mean, with a coefficient of its own for
/// being missing if training had such rows. Each kept category has a coefficient, so have `(other)` and a missing value.
/// Coefficients lie in the order of the features: a number has one or two, a category feature has `levels()`.
struct Logistic {
    double intercept = 0;
    std::vector<double> coefficients;
    bool operator==(const Logistic&) const = default;
};

/// How many coefficients the features need.
std::size_t coefficients_needed(const std::vector<Feature>& features);

/// Minimises 1/2 |w|^2 + sum over rows of log(1 + exp(-y w.x)), the intercept being one of w, by liblinear's trust region
/// Newton method on the primal problem, which uses no chance. `positive` holds one 0 or 1 for each row.
Logistic fit_logistic(const Encoded& rows, const std::vector<std::uint8_t>& positive);

std::vector<double> score(const Logistic& model, const Encoded& rows);

}  // namespace models
