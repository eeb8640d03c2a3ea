#pragma once

#include "rollout/budget.h"
#include "rollout/decision.h"

namespace rollout {

/// One metric against its margin, from everything that has been seen of it.
MetricEvidence judge(const charter::RolloutPlan& plan, const charter::RolloutMetric& metric, const MetricSums& sums, const Budget& budget);

}  // namespace rollout
