#pragma once

#include "metrics/intervals/contrast.h"
#include "metrics/metric.h"

/// Experiments: what the metrics that compare two versions share.
///
/// A subject belongs to the version of its rows; one with rows of both counts in neither. Its amounts are added up over
/// its rows of the version; a row without an amount adds nothing, so that those who bought nothing count with 0. What was
/// known before (`adjusted_by`) is read from the first row that has it, and is 0 where none has.
namespace metrics::experiment {

extern const Reduction totals;

inline constexpr std::array<Parameter, 2> parameters{{
    {.name = "share", .sentence = "The share of the subjects that was meant to get the version that is judged.", .fallback = 0.5, .lowest = 0.001, .highest = 0.999},
    {.name = "cap", .sentence = "A subject's total counts at most as this (1 makes a conversion of any number of them); 0: no cap.", .fallback = 0, .lowest = 0},
}};

/// The comparison, with what the charter's `per` and `adjusted_by` say in `setting`.
Estimate compare(const Split<KeySums>& of, const Setting& setting, Compared compared);

}  // namespace metrics::experiment
