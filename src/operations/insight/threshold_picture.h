#pragma once

#include "base/json.h"
#include "metrics/statistics/runs.h"
#include "operations/shared/plan.h"

/// A metric of decisions as it would be at every threshold, beside precision, recall and the share that is acted on.
namespace operations {

/// Thresholds that divide the rows about evenly, each the number with the fewest digits that does; among them `present`.
std::vector<double> dividing_thresholds(const metrics::Runs& runs, std::size_t steps, double present);

/// `measurement` is of a metric of decisions about two outcomes. `{"kind": "thresholds", "threshold", "points": [...]}`.
base::json::object threshold_picture(const Measurement& measurement, const metrics::Runs& runs, double present, double level);

}  // namespace operations
