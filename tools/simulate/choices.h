#pragma once

#include <vector>

#include "tools/simulate/experiment.h"

/// What is chosen between: two versions that scored the same rows, and thresholds by what they are worth in money.
namespace simulate {

/// The difference between two versions, the gain of a threshold that was chosen on other rows, and what decisions are worth where amounts
/// are uncertain too. Of the last two the truth is another one for each sample: what was estimated less the truth is 0.
std::vector<Experiment> experiments_of_choices();

}  // namespace simulate
