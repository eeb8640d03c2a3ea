#pragma once

#include <optional>
#include <string>

#include "charter/charter.h"
#include "charter/faults.h"
#include "charter/yaml_tree.h"

namespace charter {

/// What values a bound can meaningfully divide, and how they are written.
struct Scope {
    double lowest = -std::numeric_limits<double>::infinity();
    double highest = std::numeric_limits<double>::infinity();
    bool seconds = false;
    bool sampled = false;  ///< the evidence is a sample, so equality needs a tolerance
    std::string subject;   ///< "recall", "the difference of recall between groups"
};

/// The bound of a promise as it is written, or nothing when it is at fault. Faults bounds that are always kept or can never
/// be, and units that do not fit.
std::optional<Bound> bound_of(const Node& promise, const Scope& scope, Faults& faults);

/// Bounds that we make ourselves, from numbers already checked.
Bound at_least(double low);
Bound at_most(double high, bool seconds = false);
Bound between(double low, double high);

}  // namespace charter
