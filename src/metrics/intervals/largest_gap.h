#pragma once

#include <cstdint>

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// Engine S for the largest difference of two distribution functions, exact, in one walk through both samples.
namespace metrics {

/// Whether the units of the two samples are different ones, or the same in the same order, so that both samples move together.
enum class Units { apart, shared };

/// Both samples must have rows. Lower: the noise of the supremum (Massart; with units drawn by unit). Upper: the largest
/// one-sided limit of any point's difference. Raises `constant` (a single value), `few_events` (below ten rows of either) or
/// what stands against the units.
Estimate largest_gap(const Runs& reference, const Runs& current, Units units, std::uint64_t seed);

}  // namespace metrics
