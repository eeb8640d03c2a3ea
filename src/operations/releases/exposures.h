#pragma once

#include <functional>

#include "operations/releases/releases.h"

namespace operations {

/// A unit that a release counts, when it was first exposed in one of the arms.
struct CountedUnit {
    std::size_t step = 0;             ///< of the plan
    rollout::Arm arm = rollout::Arm::candidate;
    base::Time first, newest;         ///< exposures
    bool shadow = false;              ///< nobody saw what was answered, and nothing is learnt of it
    const std::vector<std::optional<rollout::Outcome>>* outcomes = nullptr;  ///< in the order of the plan's metrics; null in a shadow
};

/// Each once, in no order. Faults: those of reading what was received.
base::Result<base::Done> visit_counted(const Product& product, const Release& release, const std::function<void(const CountedUnit&)>& take);

/// From when on what came of an exposure is taken to be known.
base::Time known_from(const charter::Charter& document, base::Time first);

}  // namespace operations
