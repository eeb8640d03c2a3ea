#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "metrics/intervals/divergence.h"

namespace metrics {

/// x ln(x / y), which goes to zero with x.
inline double relative_entropy(double x, double y) { return x > 0 ? x * std::log(x / y) : 0; }

/// In nats; shown as a distance in bits, at most 1. Serves js_distance and drift.
inline constexpr Divergence jensen_shannon{
    .factor = 8,
    .term =
        [](double r, double c, double) {
            const double middle = (r + c) / 2;
            return (relative_entropy(r, middle) + relative_entropy(c, middle)) / 2;
        },
    .slope_reference = [](double r, double c, double) { return std::log(2 * r / (r + c)) / 2; },
    .slope_current = [](double r, double c, double) { return std::log(2 * c / (r + c)) / 2; },
    .shown = [](double divergence, Sizes) { return std::sqrt(std::clamp(divergence / std::numbers::ln2, 0.0, 1.0)); },
};

}  // namespace metrics
