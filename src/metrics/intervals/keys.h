#pragma once

#include "metrics/intervals/mean.h"
#include "metrics/statistics/key_sums.h"

/// Means and shares over keys: the engines for rows, with keys in their place. A key is independent of its like unless
/// units are named that have several.
namespace metrics {

/// The mean over keys of the first number, all arms together being one. `lowest`, `highest`: what a key can have.
/// `silent`: why there is nothing where no key has a value.
Estimate estimate_key_mean(const Split<KeySums>& of, double lowest, double highest, Rows rows, Reason silent = Reason::no_labels);

/// The share of keys whose number is 1; the others have 0.
Estimate estimate_key_share(const Split<KeySums>& of, Reason silent = Reason::no_labels);

}  // namespace metrics
