#pragma once

#include <string>
#include <vector>

#include "operations/retraining/run.h"
#include "operations/retraining/windows.h"
#include "plan/backtest.h"
#include "plan/payoff.h"

/// What the policies of a charter say now, and what the guards say to that. Reads no clock.
namespace operations {

struct PolicySays {
    std::string policy;    ///< schedule, broken, drift, pays
    bool calls = false;    ///< it is time
    std::string sentence;
};

/// Since when what is looked at.
struct PolicyTimes {
    base::Time now;                     ///< the product's time
    std::optional<base::Time> trained;  ///< the present model: windows that begin before say nothing of it
    std::optional<base::Time> looked;   ///< up to here windows have started a retraining already: they start no second one
    base::Time scheduled;               ///< a schedule counts from here
};

struct PoliciesSay {
    std::vector<PolicySays> policies;
    std::optional<plan::Payoff> payoff;

    const PolicySays* calling() const;  ///< the first that calls; null: none
};
PoliciesSay policies_say(const charter::Charter& document, const charter::Retraining& retraining, const SeenWindows& seen, const PolicyTimes& times);

/// Why no retraining may start by itself now; empty: it may. `runs` are the product's, the newest first.
std::string held_by(const charter::RetrainingGuards& guards, const std::vector<RetrainingRun>& runs, base::Time now);
/// Failures in a row until now; one that a person started counts anew.
int failures_in_a_row(const std::vector<RetrainingRun>& runs);

/// The history that a back-test walks through: days since the first window.
struct PastOfProduct {
    base::Time origin;
    std::vector<plan::Past> windows;
    std::vector<double> trainings;
    plan::Rule rule;
};
/// `trained`: when the model was really trained, beside the beginning. Faults: `input`, where the charter has no `pays`, or there is no window.
base::Result<PastOfProduct> past_of(const charter::Charter& document, const charter::Retraining& retraining, const SeenWindows& seen, const std::vector<base::Time>& trained);

}  // namespace operations
