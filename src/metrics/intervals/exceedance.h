#pragma once

#include "metrics/estimate.h"

namespace metrics {

/// One-sided p-values of an estimate at a bound: the smallest tail at which its lower limit lies above, and at which its
/// upper limit lies below. 1 where there is none up to one half. A fact has 0 or 1. The estimate has a value.
struct Exceedance {
    double above = 1;
    double below = 1;
};
Exceedance exceedance(const Estimate& estimate, double bound);

}  // namespace metrics
