#pragma once

#include <vector>

#include "metrics/intervals/supremum.h"
#include "metrics/metric.h"

namespace metrics {

/// The metric of one window and group. `reference` must be given when `metric.needs.reference`; without it the estimate
/// is absent with `no_reference`. Metrics that compare groups go through `evaluate_groups`.
Estimate evaluate(const Metric& metric, const Statistic& current, const Statistic* reference, const Setting& setting);
/// The same of a formula alone: a peer's.
Estimate evaluate(const Formula& formula, const Statistic& current, const Statistic* reference, const Setting& setting);

/// A group and its statistic.
struct GroupStatistic {
    std::string name;
    const Statistic* statistic = nullptr;
};

/// A metric that compares groups by itself (needs.groups).
Estimate evaluate_groups(const Metric& metric, const std::vector<GroupStatistic>& groups, const Setting& setting);
Estimate evaluate_groups(const Formula& formula, const std::vector<GroupStatistic>& groups, const Setting& setting);

/// A metric of several columns (needs.columns), from the estimates of its `of_each` for each of them.
Estimate evaluate_columns(const Metric& metric, std::span<const NamedEstimate> columns, const Setting& setting);

}  // namespace metrics
