#pragma once

#include "metrics/estimate.h"

namespace metrics {

/// Limits of a difference and of a ratio of two independent estimates from the limits of each (Zou and Donner 2008;
/// Donner and Zou 2012). Both must have values; limits may be infinite where an estimate has none.
Limits mover_difference(double a, Limits of_a, double b, Limits of_b);
/// Of a / b, both non-negative; 0 to infinity where b may be zero.
Limits mover_ratio(double a, Limits of_a, double b, Limits of_b);

}  // namespace metrics
