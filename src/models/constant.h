#pragma once

#include <cstddef>
#include <vector>

namespace models {

/// The same probability for everybody: the share of positives in training. What any model must beat.
struct Constant {
    double share = 0;
    bool operator==(const Constant&) const = default;
};

inline std::vector<double> score(const Constant& model, std::size_t rows) { return std::vector<double>(rows, model.share); }

}  // namespace models
