#pragma once

#include <string>
#include <vector>

#include "metrics/as/definition.h"

/// How a metric is told to people: for `charter metrics` and the reference pages.
namespace operations {

/// The catalogue, family by family.
std::vector<const metrics::Metric*> by_family();

/// "label; score or prediction; groups (by)": what must be named before the metric can be computed.
std::string needs_of(const metrics::Metric& metric);

/// A promise on the metric, as one would begin to write it.
std::string promise_example(const metrics::Metric& metric);

/// What is written after --as for it: the peer's name, or its own where the peer has several.
std::string_view name_of(const metrics::as::Definition& definition);

/// What differs from our own definition, and the peer's known defect.
std::string remark_of(const metrics::as::Definition& definition);

/// How it can be had before outcomes are known; empty: it cannot.
std::string before_labels_of(const metrics::Metric& metric);

/// "10; a whole number from 2 to 1000".
std::string range_of(const metrics::Parameter& parameter);

}  // namespace operations
