#pragma once

#include <cstdint>
#include <optional>

/// Where there is no confidence sequence (drift, calibration, gaps, quantiles) there is no free way of looking all the time.
/// The looks are declared instead: at the first window and whenever their number has doubled; look k may spend
/// alpha / (k (k + 1)), which adds up to alpha over as many looks as there will ever be.
namespace verdicts {

/// The look that is due after so many windows; nothing between looks.
std::optional<int> look_at(std::int64_t windows);
/// After how many windows look k is, k = 1, 2, ...
std::int64_t windows_of_look(int look);
double spent_by(int look, double alpha);

}  // namespace verdicts
