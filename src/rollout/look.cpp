#include "rollout/look.h"

#include <array>
#include <cmath>

#include "rollout/judgement.h"
#include "rollout/sample_ratio.h"

namespace rollout {

namespace {

using charter::RolloutMetric;

std::optional<double> finite(double number) { return std::isfinite(number) ? std::optional(number) : std::nullopt; }

MetricLook metric_look(const charter::RolloutPlan& plan, const RolloutMetric& metric, const MetricSums& sums, const Budget& budget) {
    const Difference difference(metric, sums, plan.planned);
    MetricLook look{.difference = difference.value, .low = {}, .high = {}, .verdict = judge(plan, metric, sums, budget).verdict, .units = difference.units};
    if (difference.reason != metrics::Reason::none) return look;
    const bool signal = metric.role == RolloutMetric::Role::signal;
    const double good = signal ? budget.fail(metric) / 2 : budget.pass, bad = signal ? good : budget.fail(metric);
    look.low = finite(difference.lower(metric.higher_is_better ? good : bad));
    look.high = finite(difference.upper(metric.higher_is_better ? bad : good));
    return look;
}

}  // namespace

Look look_at(const charter::RolloutPlan& plan, int attempt, const Summary& seen) {
    const Budget budget = budget_of(plan, attempt);
    Look look;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (plan.steps[i].kind == charter::RolloutStep::Kind::shadow) continue;
        look.met.candidate += seen.met[i].candidate;
        look.met.control += seen.met[i].control;
    }
    const std::array counts{look.met.candidate, look.met.control};
    constexpr std::array alike{0.5, 0.5};
    look.mismatch_evidence = log_mismatch_evidence(counts, alike);
    for (std::size_t i = 0; i < plan.metrics.size(); ++i) look.metrics.push_back(metric_look(plan, plan.metrics[i], seen.metrics[i], budget));
    return look;
}

double bound_of(const RolloutMetric& metric) {
    if (metric.role == RolloutMetric::Role::signal || metric.margin == 0) return 0;
    const double gain = metric.role == RolloutMetric::Role::goal ? metric.margin : -metric.margin;
    return metric.higher_is_better ? gain : -gain;
}

double mismatch_bound(const charter::RolloutPlan& plan, int attempt) { return -std::log(budget_of(plan, attempt).mismatch); }

}  // namespace rollout
