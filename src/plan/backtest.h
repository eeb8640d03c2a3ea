#pragma once

#include <span>
#include <string>
#include <vector>

#include "plan/payoff.h"

/// What a rule would have done on a product's own history, and what that would have been worth.
namespace plan {

/// A window of the history; times in days from any moment.
struct Past {
    double start = 0, end = 0;
    std::optional<double> value;   ///< of the metric
    double decisions = 0;
    std::string trigger{};         ///< what of other policies would have called for a training at its end: "broken useful"; empty: nothing
};

struct Rule {
    bool pays = true;                        ///< trains when that surely pays
    std::optional<double> schedule_days;     ///< and so long after the last time
    double pause_days = 0;                   ///< guards, as the charter has them
    std::int64_t at_most = 1'000'000;
    double per_days = 30;
    Costing costing;                         ///< without `decisions_per_day`, which the history says
};

/// A training that the rule would have begun.
struct Would {
    double at = 0;
    double age = 0;        ///< days since the training before
    std::string why;       ///< `pays`, `schedule` or the trigger
};

/// What lies between two trainings that took place.
struct Stretch {
    double from = 0, until = 0;
    Decay decay;
    double recovered_days = 0;  ///< sum over its decisions of the days of decay that the rule would have spared them
};

struct Backtest {
    std::vector<Would> trainings;
    std::vector<Stretch> stretches;
    std::int64_t held_back = 0;           ///< windows in which a guard held the rule back
    double spent = 0;
    double recovers = 1;                  ///< as it was taken
    std::vector<double> seen_at;          ///< trainings that took place from which `recovers` was measured; empty: it was assumed
    std::optional<Amount> saved;          ///< after what was spent; none: a stretch with a training has too few windows
};

/// `trainings`: when the model was really trained, ascending; the first begins the history.
///
/// At the end of each window the rule sees the windows since the last training, its own included: a retrained model is taken to be
/// better by what it recovers, and to decay as the real one did, so that the slope it would have seen is the slope there was. What
/// is saved is counted by the decay of the whole stretch, with hindsight: V w r d times the days that were spared; stretches are
/// independent, and the limits of their sum are those of MOVER (Zou, Donner 2008). What a training recovers is measured where one
/// took place after a decay that is sure: (the next line's start - the line's end) / (the line's start - its end), the median of
/// all; else it is the rule's.
Backtest backtest(std::span<const Past> history, std::span<const double> trainings, const Rule& rule);

}  // namespace plan
