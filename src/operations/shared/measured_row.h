#pragma once

#include <string>
#include <vector>

#include "metrics/as/definition.h"

namespace operations {

/// One number of `charter measure`.
struct MeasuredRow {
    const metrics::Metric* metric = nullptr;
    const metrics::as::Definition* as = nullptr;  ///< a peer's number
    std::string column, group;
    metrics::Estimate estimate;
};

/// `format`: text, json or markdown.
std::string written(const std::vector<MeasuredRow>& rows, double level, const std::string& format);
}  // namespace operations
