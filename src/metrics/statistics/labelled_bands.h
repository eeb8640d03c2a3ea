#pragma once

#include <vector>

#include "metrics/statistics/runs.h"

namespace metrics {

/// How many rows of a range of scores have a label. Where outcomes are seen only for some decisions, these shares differ,
/// and what the labelled rows show is not what all rows would.
struct LabelledBand {
    double low = 0;   ///< the lowest and the highest score in it
    double high = 0;
    double rows = 0;  ///< weights
    double labelled = 0;
};

/// Bands of about equal numbers of scores; equal scores are in one band. Empty where there are no scores.
std::vector<LabelledBand> labelled_bands(const Runs& scores, const Runs& labelled, int count = 10);

}  // namespace metrics
