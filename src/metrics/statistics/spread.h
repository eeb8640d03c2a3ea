#pragma once

#include <cmath>

namespace metrics {

/// Weighted mean, variance and third moment, updated value by value (Pebay 2008): values may be large and far from zero.
struct Spread {
    double weight = 0, mean = 0, square = 0, cube = 0;

    void add(double x, double w) {
        if (w == 0) return;
        const double before = weight;
        weight += w;
        const double step = (x - mean) * w / weight;
        const double shift = x - mean;
        cube += shift * shift * step * before * (before - w) / weight - 3 * step * square;
        square += shift * step * before;
        mean += step;
    }
    double variance() const { return square / weight; }
    double skewness() const { return square > 0 ? std::sqrt(weight) * cube / std::pow(square, 1.5) : 0; }
};

}  // namespace metrics
