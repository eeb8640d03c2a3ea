#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tools/simulate/world.h"

/// Worlds for drift: a reference and current values whose distance is known.
namespace simulate {

enum class Shape {
    normal,
    lognormal,   ///< of logarithmic deviation 1: skewed
    whole,       ///< normal values of deviation 1.5, rounded: ties
    categories,  ///< 30, of sizes falling as 1/rank
};

/// Current values are those of the reference, moved: by `shift` standard deviations; for categories the first third is
/// that much (in the logarithm) more frequent.
struct Drift {
    std::string_view situation;
    Shape shape = Shape::normal;
    double shift = 0;
    double reference_times = 1;  ///< reference rows or units for each current one
    Clustering clustering = Clustering::rows;
    double unit_deviation = 0;  ///< of the value, from unit to unit
};

struct Value {
    double number = 0;       ///< or the index of a category
    std::uint32_t unit = 0;
    metrics::Mass mass = metrics::mass_one;
};

struct Values {
    std::vector<Value> rows;
    std::uint32_t units = 0;  ///< 0: rows are independent
};

struct Pair {
    Values reference, current;
};

Pair draw(const Drift& drift, std::uint32_t size, std::uint64_t seed);
Pair truth_of(const Drift& drift);

}  // namespace simulate
