#pragma once

#include <vector>

#include "metrics/statistics/side_by_side.h"

namespace metrics {

/// Two samples over a hundred-odd cells of neighbouring values, fine in the tails: enough to see how a distribution
/// function varies by chance, at a size that does not grow with the data. Filled in one pass.
class Grid {
public:
    struct Cell {
        double first = 0;  ///< smallest and largest value that occurs in it
        double last = 0;
        double reference = 0;  ///< shares of the samples
        double current = 0;
    };

    Grid(const Runs& reference, const Runs& current);
    void add(const Step& step);

    const std::vector<Cell>& cells() const { return cells_; }
    /// `[unit][cell]`: mass; empty when rows are independent.
    std::vector<std::vector<double>> reference_parts() const { return parts(reference_units_); }
    std::vector<std::vector<double>> current_parts() const { return parts(current_units_); }

private:
    std::vector<std::vector<double>> parts(const std::vector<std::vector<double>>& by_unit) const;

    double reference_all_;
    double current_all_;
    double below_ = 0;  ///< mean of the samples' shares below the next value
    std::size_t place_ = 0;
    std::vector<Cell> cells_;
    std::vector<std::vector<double>> reference_units_;
    std::vector<std::vector<double>> current_units_;
};

}  // namespace metrics
