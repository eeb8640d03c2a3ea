#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "metrics/estimate.h"

/// Rows of several columns that go together, in a reference and in current data that have not changed.
namespace simulate {

struct Together {
    std::string_view situation;
    bool skewed = false;          ///< columns are lognormal
    double reference_times = 1;   ///< reference rows for each current one
};

std::vector<Together> together();

/// Of reconstruction_error, whose truth is 0 where nothing changed.
metrics::Estimate reconstructed(const Together& world, std::uint32_t size, std::uint64_t seed);

}  // namespace simulate
