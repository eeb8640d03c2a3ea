#pragma once

#include "metrics/intervals/row_values.h"
#include "metrics/statistics/extremes.h"

namespace metrics {

/// One end of a row value, as a fact; absent for the reasons that every number of row values is.
inline Estimate extreme_fact(const Extremes& of, double value) {
    Estimate estimate = without_value(of.rows, of.left_out);
    if (estimate.reason != Reason::none) return estimate;
    Estimate fact = Estimate::fact(value, of.rows);
    fact.left_out = of.left_out.all();
    return fact;
}

}  // namespace metrics
