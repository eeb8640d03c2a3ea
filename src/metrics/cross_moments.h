#pragma once

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
inline bool is_spread(double variance, double mean) { return variance > 1e-28 * mean * mean && variance > 1e-70; }

/// Rows in which so many equal ones would decide the variance: n over the kurtosis. Below ten of them a few rows decide.
inline constexpr double deciding_rows_min = 10;

}  // namespace metrics
