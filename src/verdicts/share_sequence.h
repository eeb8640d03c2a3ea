#pragma once

#include "metrics/estimate.h"

/// A confidence sequence for a share of independent rows, exact and without tuning: limits that may be looked at after every
/// row, of which the chance that one is ever wrong is at most its tail.
///
/// The evidence that the true share lies above p is what a bettor would have won who spreads bets over all shares above p as
/// Jeffreys' prior does (Robbins 1970; the beta-binomial mixture of Howard, Ramdas, McAuliffe and Sekhon 2021):
///
///   ln M = ln B(k+1/2, n-k+1/2) + ln Q(p; k+1/2, n-k+1/2) - ln B(1/2, 1/2) - ln Q(p; 1/2, 1/2) - k ln p - (n-k) ln(1-p)
///
/// with Q the part of the beta distribution above p. Where the share is at most p it has a mean of at most one, whatever was
/// looked at before, so by Ville's inequality it ever reaches 1 / tail with probability at most `tail`.
namespace verdicts {

/// The logarithm of that evidence; minus infinity where there is none. 0 < share < 1, 0 <= events <= count.
double log_evidence_above(double events, double count, double share);

/// The shares that are not yet excluded, each side with `tail`.
metrics::Limits share_sequence(double events, double count, double tail);

}  // namespace verdicts
