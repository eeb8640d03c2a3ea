#pragma once

#include <string>

#include "operations/shared/assessment.h"

/// value_per_decision as a promise where no table of outcomes says it: amounts in a column of the data, errors of predicted numbers, places in
/// rankings. What `charter value` says of the same rows is the same number.
namespace operations {

/// Whether it is one of those.
bool is_worth_of_rows(const metrics::Metric& metric, const charter::Charter& document);

/// What the document or the data lack for it; empty: nothing. Faults of the document itself were found when it was read.
std::string lacking_for_worth(const Ground& ground);

/// Asks for it. `asking`: slice and parameters, as for every metric.
Measurement measure_worth(const metrics::Metric& metric, const charter::Charter& document, const Asking& asking, bool relative, Plan& current, Plan& reference);

}  // namespace operations
