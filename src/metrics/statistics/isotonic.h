#pragma once

#include <vector>

#include "metrics/statistics/mass.h"

namespace metrics {

/// Isotonic regression of labels on scores: of all functions that never fall as the score rises, the one with the smallest
/// squared error. Pooling adjacent violators (Ayer et al. 1955), with shares compared as fractions of integers, so that no
/// rounding decides what is pooled. Between two pools the share rises in a straight line, and beyond the first and the
/// last it stays as it is: scikit-learn's IsotonicRegression with out_of_bounds="clip".
///
/// Scores are added in ascending order and only pools are kept, so a reference of any size can be fitted as it streams past.
class Isotonic {
public:
    /// Each score once, above those before it; `positive` and `negative` are not both 0.
    void add(double score, Mass positive, Mass negative);

    /// The share of positives at a score. Something must have been added.
    double at(double score) const;

    bool empty() const { return pools_.empty(); }
    double first() const { return pools_.front().first; }
    double last() const { return pools_.back().last; }

private:
    struct Pool {
        double first = 0;
        double last = 0;
        Mass positive = 0;
        Mass whole = 0;
        double share() const { return static_cast<double>(positive) / static_cast<double>(whole); }
    };
    std::vector<Pool> pools_;  ///< shares rise strictly
};

}  // namespace metrics
