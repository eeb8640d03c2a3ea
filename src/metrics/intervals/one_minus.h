#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/jackknife.h"

/// Numbers that are one minus a ratio which is never negative: explained variance, agreement beyond chance.
namespace metrics {

/// Limits of the ratio that is left, as limits of one minus it.
inline std::function<Limits(double)> limits_of_one_minus(std::function<Limits(double)> left) {
    return [left](double tail) {
        const Limits limits = left(tail);
        return Limits{std::max(-std::numeric_limits<double>::infinity(), 1 - limits.high), std::min(1.0, 1 - limits.low)};
    };
}

/// The jackknife, on the logarithm of what is left; `estimate.value` is one minus it.
inline void jackknife_one_minus(Estimate& estimate, double left, std::vector<Replicate> of_left) {
    Estimate ratio = estimate;
    ratio.value = left;
    jackknife(ratio, std::move(of_left), Transform::log, 0, std::numeric_limits<double>::infinity());
    ratio.value = estimate.value;
    ratio.limits = limits_of_one_minus(ratio.limits);
    for (Replicate& replicate : ratio.replicates) replicate.value = 1 - replicate.value;
    estimate = std::move(ratio);
}

}  // namespace metrics
