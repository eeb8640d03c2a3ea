#pragma once

#include <optional>
#include <vector>

#include "metrics/slices/judge.h"
#include "metrics/slices/search.h"

namespace verdicts {

/// What rows that were not searched say of a slice that was found.
struct SliceVerdict {
    metrics::slices::Judged judged;
    double p_value = 1;                 ///< of "no worse than the rest, nor than the rest of any slice found around it"
    bool confirmed = false;             ///< among as many as were judged together (Holm)
    std::optional<std::size_t> within;  ///< the place of the smallest slice found that holds it
};

/// One verdict for each slice, in their order. Where nothing is bad, the chance that any is confirmed is at most
/// (1 - level) / 2, as it is for every wrong verdict.
std::vector<SliceVerdict> judge_slices(const metrics::slices::Jury& jury, const metrics::Metric& metric, const std::vector<metrics::slices::Found>& found, double level);

}  // namespace verdicts
