#pragma once

#include <functional>
#include <vector>

#include "metrics/statistics/runs.h"

namespace metrics {

/// One distinct value of two samples: its runs in each, one for each unit.
struct Step {
    double value = 0;
    std::vector<Run> reference;
    std::vector<Run> current;
    Mass reference_mass = 0;
    Mass current_mass = 0;
};

/// Goes through two samples once, by ascending value; neither is held in memory. Every value that occurs in either is
/// visited once.
void side_by_side(const Runs& reference, const Runs& current, const std::function<void(const Step&)>& each);

}  // namespace metrics
