#pragma once

#include <optional>

#include "metrics/estimate.h"

/// A confidence sequence for what has only an approximate interval: a mean, a difference, an area, an F1. It holds once the
/// start rule does (see strength.h), and without it is false: of shares of 0.2 %, 83 of 100 were ever excluded.
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence
/// sequences": with n values so far, s.e. from all of them, N the number for which it is tightest, and both sides at alpha,
///
///   half width = s.e. sqrt(2 (n rho^2 + 1) / (n rho^2) ln(sqrt(n rho^2 + 1) / alpha))
///   rho^2      = (-2 ln alpha + ln(-2 ln alpha + 1)) / N
///
/// taken on the scale of the fixed interval and on each side by that interval's own width.
namespace verdicts {

/// On which an interval is about symmetric.
enum class Scaled { identity, log, logit, atanh };

/// How many standard errors the sequence is wide on each side.
double sequence_width(double count, double planned, double alpha);

/// `estimate` is of everything since the start and rests on `count` values. Nothing where it has no interval, or where its
/// value lies at an end of the scale. Each side has half of `alpha`.
std::optional<metrics::Limits> asymptotic_sequence(const metrics::Estimate& estimate, Scaled scale, double count, double planned, double alpha);

}  // namespace verdicts
