#pragma once

#include <optional>

#include "charter/charter.h"
#include "metrics/metric.h"

namespace operations {

/// What outcomes are worth, for metrics: at the means of what is uncertain. Nothing where the document names no amounts.
std::optional<metrics::Amounts> amounts_of(const charter::Charter& document);

}  // namespace operations
