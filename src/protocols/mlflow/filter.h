#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/tracking/condition.h"

/// MLflow's filters, `metrics.auc > 0.9 AND params."lr" = '0.1' AND tags.team ILIKE 'r%'`, as conditions: all of them must hold, there
/// is no OR and there are no parentheses but those of IN. What cannot be read is refused with MLflow's own sentences.
namespace protocols::mlflow {

/// What is searched: each has attributes of its own.
enum class Target { runs, experiments, models, versions, logged_models };

/// An empty filter has no conditions. Faults: `input`.
base::Result<std::vector<records::Condition>> parse_filter(Target target, std::string_view filter);

/// `metrics.auc DESC`, `name`, `attributes.start_time ASC`. Faults: `input`, also for a field that comes twice.
base::Result<std::vector<records::Ordering>> parse_orderings(Target target, const std::vector<std::string>& clauses);

}  // namespace protocols::mlflow
