#pragma once

#include "base/json.h"
#include "metrics/metric.h"

namespace operations {

/// A metric's definition as JSON: meaning, formula, source, interval, an example, its parameters, and how other tools define it.
base::json::object json_of(const metrics::Metric& metric);
/// All of them, by id.
base::json::array catalogue_json();

}  // namespace operations
