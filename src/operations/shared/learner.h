#pragma once

#include "metrics/learner.h"

namespace operations {

/// Boosted trees for metrics that fit a model. A column that does not vary in the lesson is left out of it; what XGBoost
/// refuses is nothing learnt.
metrics::Learner boosted_learner();

}  // namespace operations
