#pragma once

#include "base/json.h"
#include "charter/charter.h"
#include "metrics/statistics/runs.h"

namespace operations {

/// Decisions at the threshold as whole people of one reference class, and the sentences made of them (value/audiences); null where
/// only one of the two outcomes occurs.
base::json::value people_told(const charter::Charter& document, const metrics::Runs& runs, double threshold, double level);

}  // namespace operations
