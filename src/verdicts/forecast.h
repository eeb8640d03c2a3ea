#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "charter/charter.h"

namespace verdicts {

/// A matured window's value, at the number of the window.
struct PastValue {
    std::int64_t window = 0;
    double value = 0;
};

/// The chance that the promise is on the bad side of its bound some windows from now, if the trend goes on: a probability,
/// not a date, because the moment at which a line crosses a bound is known far worse than it looks.
struct Forecast {
    double probability = 0;
    std::int64_t windows_ahead = 0;   ///< half as many as the trend rests on
    std::int64_t windows_used = 0;
    double slope = 0;                 ///< change of the value by window
};

/// Least squares over the windows, with the error of the line at that moment from leaving out one window at a time (jackknife,
/// Student's t with n - 2 degrees). Nothing with fewer than 8 windows.
std::optional<Forecast> forecast(const std::vector<PastValue>& past, const charter::Bound& bound);

}  // namespace verdicts
