#pragma once

#include <cmath>

#include "metrics/statistics/cross.h"

namespace metrics {

/// Central moments of a pair: means of (x - mean x)^i (y - mean y)^j.
class CrossMoments {
public:
    explicit CrossMoments(const Cross& of) : of_(of), x_(of.sum(1, 0) / of.weight()), y_(of.sum(0, 1) / of.weight()) {}

    double operator()(std::size_t i, std::size_t j) const { return of_.about(i, j, x_, y_) / of_.weight(); }
    /// x about its mean, y about zero.
    double about_zero(std::size_t i, std::size_t j) const { return of_.about(i, j, x_, 0) / of_.weight(); }
    double mean_x() const { return x_; }
    double mean_y() const { return y_; }

private:
    const Cross& of_;
    double x_;
    double y_;
};

/// Variances this small beside the square of the mean are rounding of the values themselves.
inline bool is_spread(double variance, double mean) { return variance > 1e-28 * mean * mean && variance > 1e-140; }

/// Of values that share more than their first four digits the sixth powers cannot tell how skewed they are.
inline bool is_resolved(double variance, double mean) { return mean * mean < 1e8 * variance; }
inline constexpr const char* unresolved = "the values differ in their last digits only; subtract what they share";

/// How skewed the mean of a square is: the skewness of z^2 over the root of n, from the means of z^2, z^4 and z^6.
inline double skewness_of_square(double second, double fourth, double sixth, double rows) {
    const double spread = fourth - second * second;
    if (!(spread > 0)) return 0;
    const double third = sixth - 3 * second * fourth + 2 * second * second * second;
    return third / (spread * std::sqrt(spread)) / std::sqrt(rows);
}

/// Above it a variance hangs on a few rows, and on whether they were seen.
inline constexpr double square_skewness_max = 0.25;
/// Fewer rows than these do not show it.
inline constexpr double cross_rows_min = 20;

}  // namespace metrics
