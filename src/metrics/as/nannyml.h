#pragma once

#include "metrics/as/sides.h"

/// What NannyML's univariate drift methods have in common.
namespace metrics::as {

inline constexpr std::string_view nannyml_version = "0.13.1";

/// Counts of Doane's bins of the reference (a value of the current sample outside them is in one more), or of the
/// reference's categories and one for all others.
Sides nannyml_bins(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current);
Sides nannyml_bins(Reference<Runs> reference, Current<Runs> current);

/// From so many reference rows on the method works with this many equal bins of the reference.
inline constexpr std::int64_t nannyml_exact_rows_max = 9'999;
inline constexpr std::int64_t nannyml_estimated_bins = 10'000;

}  // namespace metrics::as
