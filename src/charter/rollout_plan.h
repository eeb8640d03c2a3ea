#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace charter {

enum class Action { go_on, hold, roll_back };
std::string_view name(Action action);

struct RolloutStep {
    enum class Kind { shadow, canary, ramp, full };
    Kind kind = Kind::canary;
    double share = 0;                     ///< of units; shadow 0, full 1
    std::int64_t at_least = 100;          ///< units in each arm during the step
    base::Duration stay_at_least{.micros = std::int64_t{3600} * base::micros_per_second, .months = 0};
    base::Duration stay_at_most{.micros = 14 * base::micros_per_day, .months = 0};
    Action pass = Action::go_on, fail = Action::roll_back, inconclusive = Action::hold, no_data = Action::hold;
};
std::string_view name(RolloutStep::Kind kind);

struct RolloutMetric {
    enum class Role { goal, guardrail, signal };
    enum class Kind { mean, ratio, rate };
    std::string id{};
    Role role = Role::guardrail;
    Kind kind = Kind::mean;
    std::string column{}, per{}, earlier{};   ///< per: of a ratio; earlier: of a mean, empty without CUPED
    std::optional<double> cap{};
    bool higher_is_better = true;
    double margin = 0;                    ///< at least 0
    bool relative = false;                ///< the margin is a share of the control's value
    double weight = 1;                    ///< of the error probability
};
std::string_view name(RolloutMetric::Role role);
std::string_view name(RolloutMetric::Kind kind);

/// One entry of the document's `rollouts:`.
struct RolloutPlan {
    std::string id{};
    std::string unit{};                     ///< a column
    double level = 0.95;
    double holdout = 0.05;
    double planned = 20'000;
    base::Duration fresh_within{.micros = base::micros_per_day, .months = 0};
    Action mismatch = Action::hold;
    std::vector<RolloutStep> steps{};
    std::vector<RolloutMetric> metrics{};
};

/// Read from the canonical form, which the parser has checked; in the order of their names.
std::vector<RolloutPlan> rollouts_of(const Charter& charter);
/// The one that is named; the only one for an empty name.
base::Result<RolloutPlan> rollout_of(const Charter& charter, std::string_view id);

/// A plan that lets more through is weaker; one that is both weaker here and stronger there is weaker too.
void compare_rollouts(const Charter& before, const Charter& after, std::vector<Change>& changes);

}  // namespace charter
