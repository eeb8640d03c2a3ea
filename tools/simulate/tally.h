#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/simulate/experiment.h"

namespace simulate {

/// How often a metric was wrong in one situation at one size.
struct Cell {
    std::string metric, situation, unit;
    std::uint32_t size = 0;
    double truth = 0;
    double slack = 0;  ///< how uncertain the truth itself is: limits this near to it are not called wrong
    std::int64_t replicates = 0;
    std::int64_t low_errors = 0;   ///< the lower limit lay above the truth
    std::int64_t high_errors = 0;  ///< the upper limit lay below it
    std::int64_t unproven = 0;     ///< a reason was raised: nothing was claimed
    std::int64_t unbounded = 0;    ///< an end was infinite
    bool beyond = false;           ///< outside of what the method assumes: shown, and not counted
    double width = 0;              ///< sum over the `replicates - unproven - unbounded` others
};

/// 3.5 % each: what may be lost to approximation, of the 2.5 % that are promised.
inline constexpr double error_max = 0.035;
/// So many errors are more than chance makes of an error of 3.5 %: the lower 99 % limit of Clopper and Pearson.
bool exceeds(std::int64_t errors, std::int64_t replicates);
inline bool exceeds(const Cell& cell) {
    if (cell.beyond) return false;
    return exceeds(cell.low_errors, cell.replicates) || exceeds(cell.high_errors, cell.replicates);
}

struct Plan {
    std::int64_t replicates = 2000;
    std::uint64_t seed = 20011;
    int threads = 2;
    std::string only;  ///< part of a metric's or situation's name; empty: all
    std::function<void(std::size_t done, std::size_t of)> progress;
};

/// Runs the experiments; the cells do not depend on the number of threads.
std::vector<Cell> run(const std::vector<Experiment>& experiments, const Plan& plan);

}  // namespace simulate
