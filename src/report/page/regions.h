#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace report::page {

/// A condition, and the stretches of thresholds at which it is met.
struct Region {
    std::string name;
    std::vector<std::pair<double, double>> stretches;
    bool all = false;  ///< all conditions together
};

/// One bar for each condition over the thresholds from `low` to `high`; `now`: the present threshold.
std::string regions(const std::vector<Region>& of, double low, double high, double now, const std::string& id);

}  // namespace report::page
