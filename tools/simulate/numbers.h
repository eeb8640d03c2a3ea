#pragma once

#include <string_view>
#include <vector>

#include "metrics/statistics/row_value.h"
#include "tools/simulate/experiment.h"
#include "tools/simulate/world.h"

/// Worlds of numbers: labels, predictions and their intervals, costs, flags and categories whose distributions are known.
namespace simulate {

enum class Errors {
    normal,  ///< mean 1, deviation 5
    heavy,   ///< Student's t with 5 degrees of freedom
    skewed,  ///< lognormal, of logarithmic deviation 1
    rare,    ///< 0 but for one row in twenty, which is lognormal
    whole,   ///< normal, rounded: ties
};

struct NumberWorld {
    std::string_view situation;
    Errors errors = Errors::normal;
    Clustering clustering = Clustering::rows;
    double unit_deviation = 0;  ///< of what decides errors, costs, flags and categories, from unit to unit
};

struct NumberRow {
    metrics::RowNumbers numbers;
    double flag = 0;
    int category = 0;  ///< of three
    std::uint32_t unit = 0;
    metrics::Mass mass = metrics::mass_one;
};

struct Numbers {
    std::vector<NumberRow> rows;
    std::uint32_t units = 0;  ///< 0: rows are independent
};

std::vector<NumberWorld> worlds_of_numbers();
Numbers draw(const NumberWorld& world, std::uint32_t size, std::uint64_t seed);
Numbers truth_of(const NumberWorld& world);
/// Metrics of row values, by engine and kind of number, and how well a population is represented.
Experiment of_numbers(const NumberWorld& world);

}  // namespace simulate
