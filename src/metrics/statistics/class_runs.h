#pragma once

#include <memory>
#include <string>
#include <vector>

#include "metrics/statistics/runs.h"

namespace metrics {

/// For each class of many: its score, in order, with whether it is the row's class. All are of the same rows, those whose label
/// and scores are known, and have the same units.
struct ClassRuns {
    std::vector<std::string> names;
    std::vector<std::shared_ptr<const Runs>> runs;  ///< by class
};

}  // namespace metrics
