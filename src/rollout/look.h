#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rollout/decision.h"

/// What a release's comparison shows at one moment, as a picture of it needs: for each metric the two limits that decide, beside the bound
/// that they are held against. The limits hold at every look, so a line of looks may be read at any place.
namespace rollout {

struct MetricLook {
    std::optional<double> difference;  ///< candidate less control, or that over the control's value
    /// Of the difference. Of higher-is-better the lower one has the chance for `passed`, the upper one that for `failed`; else the other
    /// way round. Nothing: no limit yet.
    std::optional<double> low, high;
    Verdict verdict = Verdict::no_data;
    double units = 0;
};

struct Look {
    Counts met;                     ///< units in all steps but shadows
    double mismatch_evidence = 0;   ///< logarithm
    std::vector<MetricLook> metrics;   ///< in the order of the plan
};

Look look_at(const charter::RolloutPlan& plan, int attempt, const Summary& seen);

/// What a metric's difference is held against, in the difference's own direction: a guardrail must not lose its margin, a goal must gain it.
double bound_of(const charter::RolloutMetric& metric);
/// From here on the evidence says that the arms have wrong sizes; a logarithm.
double mismatch_bound(const charter::RolloutPlan& plan, int attempt);

}  // namespace rollout
