#pragma once

#include <vector>

#include "tools/simulate/experiment.h"

/// Metrics over queries and subjects: what each key is reduced to is drawn, not its rows.
namespace simulate {

std::vector<Experiment> experiments_of_keys();

}  // namespace simulate
