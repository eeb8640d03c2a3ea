#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "plan/decay.h"

/// Whether training again pays now: what the decay has cost since the training, against what a training costs.
///
/// The metric falls by d a day since the training, each of V decisions a day is worth w times the metric, and a training brings
/// back the share r of what was lost. Training every T days then costs C / T + V w r d T / 2 a day, which is least at
///
///   T = sqrt(2 C / (V w r d)),   that is when what was lost since the training, V w r d t^2 / 2, has reached C
///
/// (the square root of the economic order quantity, Harris 1913; of models that are adapted, Zliobaite, Budka, Stahl 2015).
/// So long as it is below, waiting is the cheaper; d has an interval, and the decision is made by its ends.
namespace plan {

/// An amount with the limits between which it is.
struct Amount {
    double value = 0;
    metrics::Limits limits;
};

struct Costing {
    double cost = 0;               ///< of one training, in money
    double worth = 1;              ///< of a rise of the metric by one, for each decision
    double recovers = 1;           ///< share of the loss that a training brings back
    double decisions_per_day = 0;
    double horizon_days = 30;      ///< for which the loss by waiting is told
    double level = 0.95;
};

enum class Advice { retrain, wait, unproven };
std::string_view name(Advice advice);

struct Payoff {
    Advice advice = Advice::unproven;
    Decay decay;
    Costing costing;
    double age = 0;                        ///< days since the training
    std::optional<double> estimate;        ///< of `lost`, where there are too few windows for limits
    std::optional<Amount> lost;            ///< since the training, of what a training would bring back
    std::optional<Amount> waiting;         ///< what the horizon ahead loses against a model that is trained now
    std::optional<double> pays_at;         ///< days after the training from which it pays; none: no decay is seen
    std::optional<double> pays_at_first;   ///< the same by the limit of the faster decay
    std::optional<double> pays_at_last;    ///< by the slower; none: perhaps never
    std::int64_t more_windows = 0;         ///< unproven: so many more would decide, if the decay goes on so; 0: not to be said
};

/// `windows` since the training, ascending. `age` is now.
Payoff payoff(std::span<const Point> windows, double age, const Costing& costing);

}  // namespace plan
