#pragma once

#include <cstdint>
#include <string_view>

#include "metrics/statistics/class_table.h"
#include "tools/simulate/world.h"

/// Worlds of many classes: how often each occurs, and how often it is told.
namespace simulate {

/// The k-th class occurs as often as k^-skew says. A row is told rightly with a probability whose logit moves from unit to unit;
/// else any other class is as likely.
struct ClassWorld {
    std::string_view situation;
    std::uint32_t classes = 3;
    double skew = 0;
    double accuracy = 0.8;
    Clustering clustering = Clustering::rows;
    double unit_deviation = 0;
};

metrics::Split<metrics::ClassTable> draw(const ClassWorld& world, std::uint32_t size, std::uint64_t seed);
metrics::Split<metrics::ClassTable> truth_of(const ClassWorld& world);

}  // namespace simulate
