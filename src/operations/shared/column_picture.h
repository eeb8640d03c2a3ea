#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "observations/reference_profile.h"

/// A profile's columns as people look at them.
namespace operations {

inline constexpr double distinct_standard_error = 0.0081;  ///< of a sketch, as a share
/// A quantile is the middle of the step that holds it; the value itself lies in that step.
inline constexpr double quantile_error = 1.0 / 256;

struct ColumnPicture {
    std::string name;
    std::string type;
    std::int64_t rows = 0, missing = 0, distinct = 0;
    bool distinct_exact = true;
    std::optional<double> min, max, mean, standard_deviation;
    std::vector<std::pair<double, double>> quantiles;       ///< share and value
    std::vector<std::pair<std::string, std::int64_t>> top;  ///< most frequent texts
    /// How many times larger the variance of the mean (of texts: of the share of the most frequent) is because rows of a
    /// unit are alike; from the middles of the steps. Nothing without units, or with fewer than two.
    std::optional<double> design_effect;
    std::string remark;
};

std::vector<ColumnPicture> pictures_of(const observations::ReferenceProfile& profile);

}  // namespace operations
