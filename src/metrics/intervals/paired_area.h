#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/estimate.h"

namespace metrics {

/// The area under a model's ROC curve with the placement of each row: of a positive the share of negatives that it is
/// rightly ranked above, of a negative the share of positives that it is rightly ranked below; ties count half.
struct Placements {
    double area = 0;
    std::vector<double> positives, negatives;  ///< in the order of the rows
};

/// `scores` and `positive` (0 or 1) are row by row; both labels must occur.
Placements placements_of(std::span<const double> scores, std::span<const std::uint8_t> positive);

/// The difference of two areas over the same independent rows (DeLong, DeLong, Clarke-Pearson 1988): its variance is that of
/// the differences of placements, over positives and over negatives. Student's t with Satterthwaite's degrees of freedom.
/// `few_events` below ten rows of a label. `scale`: 2 for Gini's coefficient.
Estimate paired_area(const Placements& first, const Placements& second, double scale = 1);

/// The standard error of that difference.
double paired_area_deviation(const Placements& first, const Placements& second);

}  // namespace metrics
