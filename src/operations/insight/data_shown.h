#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/json.h"
#include "metrics/metric.h"
#include "operations/insight/product_view.h"

/// What the rows of a stretch of time are like, column by column, beside those that they are compared with.
namespace operations {

/// Metrics of drift that can be measured of every column at once: from how often its values occur, on both sides.
std::vector<std::string> column_drift_metrics();

/// Of every column: type, rows, missing and invalid values, distinct ones, range and moments on both sides; how far it drifted and by
/// which cells; shares on both sides for a picture. And how many rows there were over time.
///
/// A column that cannot be measured says why. Columns are read some at a time, so that a thousand of them need no more memory than
/// a few. Faults: `missing` while nothing was received; `interrupted`.
base::Result<base::json::object> look_at_data(const ProductView& view, const Stretch& stretch, const metrics::Metric& drift, const std::atomic<bool>* stop);

}  // namespace operations
