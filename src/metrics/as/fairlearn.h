#pragma once

#include <span>

#include "metrics/as/definition.h"

/// Fairness as Fairlearn computes it: rates by group in which 0 / 0 is 0, and no interval.
namespace metrics::as {

inline constexpr std::string_view fairlearn_version = "0.15.0";
/// What is true of all of them.
inline constexpr std::string_view fairlearn_differs = "A rate that is 0 / 0 counts as 0 and is compared like any other, where ours is missing, named, and keeps no promise; there "
                                                      "is no interval.";

enum class Rate { selection, recall, false_positive };
/// method="between_groups": the largest difference, the smallest ratio of any two; "to_overall": of any group and all rows.
enum class Against { each_other, overall };

Estimate fairlearn_difference(std::span<const Group> groups, Rate rate, Against against);
/// To overall: the ratio or its inverse, whichever is smaller.
Estimate fairlearn_ratio(std::span<const Group> groups, Rate rate, Against against);
/// equalized_odds_difference and _ratio with agg="worst_case".
Estimate fairlearn_worse_difference(std::span<const Group> groups, Against against);
Estimate fairlearn_worse_ratio(std::span<const Group> groups, Against against);

}  // namespace metrics::as
