#include <algorithm>

#include "base/json.h"
#include "charter/rollout_plan.h"

/// What became of the plans of a release from one revision of the document to the next.
namespace charter {

namespace {

using Kind = Change::Kind;
using Metric = RolloutMetric;

std::string text_of(const Metric& metric) {
    std::string text = std::string(name(metric.role)) + " " + metric.id + ": " + std::string(name(metric.kind)) + " of " + metric.column;
    if (!metric.per.empty()) text += " per " + metric.per;
    if (!metric.earlier.empty()) text += " given " + metric.earlier;
    if (metric.cap) text += " at most " + base::format_number(*metric.cap);
    text += metric.higher_is_better ? ", higher is better" : ", lower is better";
    return text + ", margin " + base::format_number(metric.margin) + (metric.relative ? " of the control" : "") + ", weight " + base::format_number(metric.weight);
}

std::string text_of(const RolloutStep& step) {
    std::string text = std::string(name(step.kind)) + " " + base::format_number(step.share) + " with " + std::to_string(step.at_least) + " for " + base::format(step.stay_at_least) + " to " + base::format(step.stay_at_most);
    for (const auto& [word, action] : {std::pair{"pass", step.pass}, {"fail", step.fail}, {"inconclusive", step.inconclusive}, {"no data", step.no_data}}) text += std::string(", ") + word + " " + std::string(name(action));
    return text;
}

std::string text_of(const RolloutPlan& plan) {
    std::string text = "level " + base::format_number(plan.level) + ", holdout " + base::format_number(plan.holdout) + ", planned " + base::format_number(plan.planned) + ", fresh within " + base::format(plan.fresh_within) + ", mismatch " + std::string(name(plan.mismatch)) +
                       ", unit " + plan.unit;
    for (const RolloutStep& step : plan.steps) text += "; " + text_of(step);
    for (const Metric& metric : plan.metrics) text += "; " + text_of(metric);
    return text;
}

/// Whether a metric of the same kind and meaning asks for at least as much. A smaller margin is more of a guardrail and less of a goal.
bool covers(const Metric& one, const Metric& other) {
    Metric same = other;
    same.margin = one.margin;
    same.weight = one.weight;
    if (text_of(same) != text_of(one)) return false;
    return other.role == Metric::Role::goal ? one.margin >= other.margin : one.margin <= other.margin;
}

bool is_shorter(const base::Duration& a, const base::Duration& b) { return std::pair(a.months, a.micros) < std::pair(b.months, b.micros); }

bool covers(const RolloutStep& one, const RolloutStep& other) {
    return one.kind == other.kind && one.share <= other.share && one.at_least >= other.at_least && !is_shorter(one.stay_at_least, other.stay_at_least) && one.pass >= other.pass && one.fail >= other.fail &&
           one.inconclusive >= other.inconclusive && one.no_data >= other.no_data;
}

bool covers(const RolloutPlan& one, const RolloutPlan& other) {
    if (one.level < other.level || one.unit != other.unit || one.holdout < other.holdout || one.mismatch < other.mismatch || is_shorter(other.fresh_within, one.fresh_within)) return false;
    for (const Metric& metric : other.metrics) {
        if (metric.role == Metric::Role::signal) continue;
        if (std::none_of(one.metrics.begin(), one.metrics.end(), [&](const Metric& m) { return covers(m, metric); })) return false;
    }
    // Further steps are more evidence: each of the other's must have its own, in order.
    auto from = one.steps.begin();
    for (const RolloutStep& step : other.steps) {
        from = std::find_if(from, one.steps.end(), [&](const RolloutStep& s) { return covers(s, step); });
        if (from == one.steps.end()) return false;
        ++from;
    }
    return true;
}

}  // namespace

void compare_rollouts(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    const auto old_plans = rollouts_of(before), new_plans = rollouts_of(after);
    const auto find = [](const std::vector<RolloutPlan>& plans, const std::string& id) { return std::find_if(plans.begin(), plans.end(), [&](const RolloutPlan& plan) { return plan.id == id; }); };
    for (const RolloutPlan& plan : old_plans) {
        const auto now = find(new_plans, plan.id);
        const std::string was = text_of(plan);
        if (now == new_plans.end()) changes.push_back({Kind::weakened, "rollouts." + plan.id, was + " -> none"});
        else if (was == text_of(*now)) continue;
        else if (!covers(*now, plan)) changes.push_back({Kind::weakened, "rollouts." + plan.id, was + " -> " + text_of(*now)});
        else changes.push_back({covers(plan, *now) ? Kind::changed : Kind::strengthened, "rollouts." + plan.id, was + " -> " + text_of(*now)});
    }
    for (const RolloutPlan& plan : new_plans) {
        if (find(old_plans, plan.id) == old_plans.end()) changes.push_back({Kind::added, "rollouts." + plan.id, text_of(plan)});
    }
}

}  // namespace charter
