#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "charter/rollout_plan.h"
#include "rollout/assignment.h"

/// What a release has seen, as sums that add up: whoever keeps them adds each unit once, when its first exposure's outcomes
/// are known or have had their time, and everything that is decided follows from them.
///
///   Summary seen(plan);
///   seen.meet(plan, step, arm, first_exposure);            // at the first exposure of a unit that counted_as() counts
///   seen.learn(plan, step, arm, {Outcome{spend, before}});  // once its outcomes have matured, in the order of plan.metrics
///
/// A unit belongs to the step in which it was first exposed, for ever: steps are strata, so that a ramp that happens to
/// grow on a good day does not favour the candidate.
namespace rollout {

/// Of y and x over the units of one arm: what means, ratios of sums, and means given x need, with skewness.
struct Sums {
    double n = 0, y = 0, x = 0, yy = 0, xy = 0, xx = 0, yyy = 0, yyx = 0, yxx = 0, xxx = 0;
    void add(double value, double given);
    Sums& operator+=(const Sums& other);
    /// The same seen so many times.
    Sums times(double factor) const;
    bool operator==(const Sums&) const = default;
};

struct Cell {
    Sums candidate, control;
    Cell& operator+=(const Cell& other);
    Cell times(double factor) const { return {candidate.times(factor), control.times(factor)}; }
    bool operator==(const Cell&) const = default;
};

/// One metric: a cell for each stratum, 2 x step + (what it was before is known ? 1 : 0).
struct MetricSums {
    std::vector<Cell> strata;
    double unknown_candidate = 0, unknown_control = 0;  ///< units whose outcome has had its time and is not known
    bool operator==(const MetricSums&) const = default;
};

struct Counts {
    double candidate = 0, control = 0;  ///< units; of a shadow step the candidate's answers
    double both() const { return candidate + control; }
    bool operator==(const Counts&) const = default;
};

/// y: the value, the numerator, or 1 for an event. x: the denominator, or what it was before the release.
struct Outcome {
    double y = 0;
    std::optional<double> x{};
};

struct Summary {
    Summary() = default;
    explicit Summary(const charter::RolloutPlan& plan);

    std::vector<Counts> met;           ///< by step: first exposures
    std::vector<MetricSums> metrics;   ///< in the order of the plan
    std::optional<base::Time> newest;  ///< exposure of anybody in either arm, the first or not

    /// The arm must be one of the two, the step one of the plan's.
    void meet(std::size_t step, Arm arm, base::Time at);
    /// Nothing for an outcome that never came. Numbers must be finite; a ratio needs x.
    void learn(const charter::RolloutPlan& plan, std::size_t step, Arm arm, const std::vector<std::optional<Outcome>>& outcomes);
    /// Of other units: from another process, another day.
    void add(const Summary& other);
    bool operator==(const Summary&) const = default;
};

/// For the ledger: what was decided can be decided again from it, to the last digit.
base::json::value json_of(const Summary& summary);
base::Result<Summary> summary_of(const base::json::value& written);

}  // namespace rollout
