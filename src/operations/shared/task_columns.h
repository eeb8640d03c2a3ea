#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "metrics/metric.h"
#include "metrics/statistics/reads.h"

namespace operations {

/// What a metric reads, as keys of `task.columns`; `decision`: the score or, where there is none, the prediction.
std::vector<std::string> keys_of(const metrics::Reads& reads);

/// The column that the key stands for; empty: none is named.
const std::string& column_for(const charter::Columns& columns, std::string_view key);

/// Where no score is named, it is that of the positive class.
void settle_score(charter::Columns& columns, const std::string& positive);

}  // namespace operations
