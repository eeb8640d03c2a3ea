#pragma once

#include "charter/rollout_plan.h"

/// Who may err how often (decision.h says why).
namespace rollout {

struct Budget {
    double pass = 0;      ///< of each goal and guardrail: to say wrongly that it is kept
    double mismatch = 0;  ///< to say wrongly that the arms have wrong sizes
    double metrics = 0;   ///< of all metrics together: to say wrongly that one has failed
    double weights = 0;   ///< of all metrics

    double fail(const charter::RolloutMetric& metric) const { return metrics * metric.weight / weights; }
};

/// attempt: 1, 2, ...
Budget budget_of(const charter::RolloutPlan& plan, int attempt);

}  // namespace rollout
