#pragma once

#include <array>

#include "metrics/metric.h"

/// What is found at the top of a ranking by score: engine P with the cut's own chance, in one visit with memory only for units.
///
/// The top are `k` labelled rows or, where k is 0, the smallest whole number of them that is at least `share` of all. Where rows
/// of equal score lie on both sides of the cut, the value is its mean over every order of them: each counts by the part of
/// them that is above.
namespace metrics {

inline constexpr Parameter rows_of_top{.name = "k", .sentence = "How many rows are at the top; 0: `share` says.", .fallback = 0, .lowest = 0, .highest = 1e15, .whole = true};
inline constexpr Parameter share_of_top{.name = "share", .sentence = "Which share of the rows is at the top.", .fallback = 0.1, .lowest = 1e-9, .highest = 1};
inline constexpr std::array<Parameter, 2> top_parameters{{rows_of_top, share_of_top}};

/// Share of the top that is positive. Absent with `not_computed` where there are fewer rows than k.
Estimate precision_of_top(const Runs& runs, const Setting& setting);
/// Share of the positives that are at the top.
Estimate recall_of_top(const Runs& runs, const Setting& setting);
/// How much more frequent positives are at the top than among all: `recall_of_top` over the top's share.
Estimate lift_of_top(const Runs& runs, const Setting& setting);

}  // namespace metrics
