#pragma once

#include <span>

#include "metrics/as/definition.h"

/// Fairness as AIF360 computes it: between two groups, signed, unprivileged minus privileged; all groups but the privileged
/// one, which --param category=NAME names, are the unprivileged.
namespace metrics::as {

inline constexpr std::string_view aif360_version = "0.6.1";
inline constexpr std::string_view aif360_differs = "The privileged group is named (--param category=NAME) and all others together are compared with it; the sign says which side is "
                                                   "better off; a rate that is 0 / 0 counts as 0; there is no interval.";

/// The unprivileged together and the privileged.
struct Sides360 {
    Confusion unprivileged, privileged;
};
/// Calls `value` with the two; absent where the group is not named or not there.
Estimate between_sides(std::span<const Group> groups, const Setting& setting, std::optional<double> (*value)(const Sides360& sides));

/// Shares of all rows, and of the labelled ones; 0 / 0 is 0, as scikit-learn's recall_score has it.
double selection_rate(const Confusion& of);
double true_positive_rate(const Confusion& of);
/// One minus the specificity: 1 where there is no actual negative.
double false_positive_rate_of(const Confusion& of);

}  // namespace metrics::as
