#pragma once

#include "charter/charter.h"
#include "metrics/estimate.h"

/// Reading an estimate's confidence curve against a bound. The limits must not narrow when the tail gets smaller.
namespace verdicts {

/// The curve at one tail; for a fact both ends are the value.
metrics::Limits limits_at(const metrics::Estimate& estimate, double tail);

/// The whole interval is on the good side of the bound, whose ends are good.
bool is_kept(metrics::Limits limits, const charter::Bound& bound);
/// The whole interval is on the bad side. Never true together with `is_kept`.
bool is_broken(metrics::Limits limits, const charter::Bound& bound);

/// The smallest tail at which the interval is wholly bad, found on a log scale between 1e-9 and 0.5: the p-value of "the
/// truth is inside the bound". 1 when it is not bad even at 0.5; at most `tail` exactly if it is bad at `tail`, so that
/// the p-value and the verdict at `tail` can never disagree.
double smallest_broken_tail(const metrics::Estimate& estimate, const charter::Bound& bound, double tail);

}  // namespace verdicts
