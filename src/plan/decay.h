#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "metrics/estimate.h"

/// How fast a model has got worse since it was trained, from what its windows have shown.
namespace plan {

/// One window: how many days after the training its middle lies, and the metric in it.
struct Point {
    double age = 0;
    double value = 0;
};

/// A straight line through the windows.
struct Decay {
    std::int64_t windows = 0;
    std::int64_t enough = 0;                  ///< fewest windows with which the level can be reached at all
    std::optional<double> slope;              ///< change of the metric in a day; two windows have one
    double start = 0;                         ///< the line's value at the training
    double resemblance = 0;                   ///< of neighbouring windows' distances from the line: lag-1 autocorrelation, 0 to 0.9
    std::optional<metrics::Limits> interval;  ///< of the slope; none: too few windows
};

/// The slope is the median of the slopes between all pairs of windows, so that single windows cannot bend it, and its interval is of
/// ranks, exact for any noise that is alike and independent from window to window (Theil 1950; Sen 1968; Hollander, Wolfe 1999,
/// 9.3): with S(1) <= ... <= S(N) the N = n (n - 1) / 2 slopes and I the number of inversions in a random order of n,
///
///   [S(r), S(N + 1 - r)],  r the largest with P(I <= r - 1) <= (1 - level) / 2.
///
/// With n below 5 there is no such r at level 95 %: two or three windows can look like any trend. Beyond `exact_max` windows I is
/// taken as normal. Where neighbouring windows resemble each other the interval is widened around the slope by
/// sqrt((1 + rho) / (1 - rho)), rho the lag-1 autocorrelation of the residuals (Santer et al. 2000).
///
/// Limits: the newest `windows_max` windows are used. Ages differ, values are finite.
Decay decay(std::span<const Point> windows, double level);

inline constexpr std::int64_t exact_max = 200;
inline constexpr std::int64_t windows_max = 500;

/// The largest r as above; 0: there is none.
std::int64_t rank_of_limit(std::int64_t windows, double level);

}  // namespace plan
