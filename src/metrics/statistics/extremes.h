#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "metrics/statistics/row_value.h"

namespace metrics {

/// The least and the greatest of a row value.
struct Extremes {
    std::int64_t rows = 0;
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -std::numeric_limits<double>::infinity();
    LeftOut left_out;

    void add(double x) {
        ++rows;
        lowest = std::min(lowest, x);
        highest = std::max(highest, x);
    }
    void merge(const Extremes& other) {
        rows += other.rows;
        lowest = std::min(lowest, other.lowest);
        highest = std::max(highest, other.highest);
        left_out.merge(other.left_out);
    }
    bool operator==(const Extremes&) const = default;
};

}  // namespace metrics
