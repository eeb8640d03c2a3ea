#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/metric.h"
#include "tools/simulate/drift.h"
#include "tools/simulate/numbers.h"
#include "tools/simulate/world.h"

/// Rows become statistics as the planner makes them of a file, without the file.
namespace simulate {

/// As the planner does: each unit by itself, or gathered by hash where there are too many. How many parts that makes, and
/// in which a unit is.
std::uint32_t parts_of(std::uint32_t units);
std::uint32_t place_of(std::uint32_t unit, std::uint32_t units);

/// What a metric without groups or reference can wish for, of labels and scores.
metrics::Statistic statistic_of(const Sample& sample, const metrics::Need& need, double threshold);

/// The same for the rows of one part alone.
Sample part_of(const Sample& sample, std::uint32_t part);

/// Of values: a histogram or sorted runs.
metrics::Statistic statistic_of(const Values& values, metrics::Kind kind, bool categories);

/// Of numbers: a row value, or the histogram of the category. `at`: the parameter that the need names.
metrics::Statistic statistic_of(const Numbers& numbers, const metrics::Need& need, double at);

/// What a metric is given when nothing is said: the numbers it falls back on, and a learner where it fits a model.
metrics::Setting setting_of(const metrics::Metric& metric);

}  // namespace simulate
