#pragma once

#include <string>
#include <vector>

#include "tools/simulate/tally.h"

namespace simulate {

/// What verdicts promise beyond single intervals, measured.
struct Property {
    std::string says;
    std::int64_t times = 0;
    std::int64_t of = 0;
    double lowest = 0;   ///< what the share should lie between
    double highest = 1;
    bool holds() const;  ///< false only where chance does not explain it (99 %)
};

std::vector<Property> properties(const Plan& plan);

}  // namespace simulate
