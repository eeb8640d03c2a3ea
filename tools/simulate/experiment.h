#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/estimate.h"

namespace simulate {

/// One situation at several sizes: metrics whose truths are known, and estimates of them from samples of chance.
struct Experiment {
    std::string situation;
    std::vector<std::uint32_t> sizes;
    std::string unit;                   ///< what a size counts: rows, days, users
    std::vector<std::string> metrics;
    std::function<std::vector<metrics::Estimate>()> truths;  ///< in the order of `metrics`, as are those of
    std::function<std::vector<metrics::Estimate>(std::uint32_t size, std::uint64_t seed)> replicate;
    /// Of `metrics`, what stands for its own mean over samples of one size, so that its truth depends on the size.
    std::vector<std::size_t> means;
    /// Outside of what the method assumes: it is shown how wrong it is, and it does not count.
    bool beyond = false;
};

/// Every sampled metric of the catalogue in every situation that concerns it. The declared grid.
std::vector<Experiment> experiments();

}  // namespace simulate
