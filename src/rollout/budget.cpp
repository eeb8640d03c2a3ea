#include "rollout/budget.h"

#include "base/assert.h"

namespace rollout {

Budget budget_of(const charter::RolloutPlan& plan, int attempt) {
    ASSERT(attempt >= 1);
    ASSERT(plan.level > 0 && plan.level < 1);
    constexpr double of_failures_for_sizes = 0.1;
    const double all = (1 - plan.level) / (static_cast<double>(attempt) * (attempt + 1.0));
    Budget budget{.pass = all / 2, .mismatch = all / 2 * of_failures_for_sizes, .metrics = all / 2 * (1 - of_failures_for_sizes), .weights = 0};
    for (const auto& metric : plan.metrics) budget.weights += metric.weight;
    ASSERT(budget.weights > 0);
    return budget;
}

}  // namespace rollout
