#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace metrics {

/// A column's values in the order of their arrival: by time where there is one, and among equals as they stand in the
/// files. What is computed from it depends on that order, so it does not add up over parts of the data.
struct Sequence {
    struct Arrival {
        std::optional<base::Time> time;
        std::int64_t place = 0;  ///< rows before it, over all files
        double value = 0;
    };
    std::vector<Arrival> arrivals;
    std::int64_t left_out = 0;  ///< rows without a finite value
};

}  // namespace metrics
