#pragma once

#include <span>
#include <vector>

#include "metrics/metric.h"

namespace metrics {

/// The moment at which examples of freshness are looked at: 2001-03-01T00:00Z.
inline constexpr base::Time example_as_of{983'404'800 * base::micros_per_second};

/// The statistic that an example's numbers stand for, as `Example` says how to read them; rows are independent. `at`: the
/// parameter that the need names, where it names one; `parameters`: those of the metric, for reductions of keys.
Statistic example_statistic(const Need& need, std::span<const double> numbers, int bins = 10, double at = 0.5, std::span<const Parameter> parameters = {});

/// For metrics that compare groups: the statistic of each group, four numbers at a time.
std::vector<Statistic> example_groups(std::span<const double> numbers);

}  // namespace metrics
