#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.h"

/// What each feature adds to a score: row by row, a start (the same for rows that nothing is known of) and one number for each
/// feature, which together are the score. By TreeSHAP (Lundberg and others 2018) they are Shapley values: what a feature changes
/// on average, over all orders in which features could become known.
namespace models {

class Contributions {
public:
    Contributions() = default;
    Contributions(std::size_t rows, std::size_t features) : features_(features), cells_(rows * features), starts_(rows) {}

    std::size_t rows() const { return starts_.size(); }
    std::size_t features() const { return features_; }
    double at(std::size_t row, std::size_t feature) const { return cells_[row * features_ + feature]; }
    double start(std::size_t row) const { return starts_[row]; }
    void set(std::size_t row, std::size_t feature, double value) { cells_[row * features_ + feature] = value; }
    void set_start(std::size_t row, double value) { starts_[row] = value; }
    /// The score that the row's numbers add up to, from the start through the features in their order.
    double score(std::size_t row) const;
    std::vector<double> of(std::size_t row) const;

private:
    std::size_t features_ = 0;
    std::vector<double> cells_;  ///< row by row
    std::vector<double> starts_;
};

/// Mean absolute contribution of each feature: how much it moves scores, in either direction. `weights`: rows that each row
/// stands for.
std::vector<double> mean_absolute(const Contributions& all, const std::vector<double>& weights);

/// Places from the largest absolute number to the smallest; of equals the first comes first.
std::vector<std::size_t> by_size(const std::vector<double>& numbers);

/// Spearman's: Pearson's correlation of middle ranks, rows weighing what they stand for. 0 where either side does not vary.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& weights);

/// How far two explanations of the same rows give the same reasons.
struct SameReasons {
    double first = 0;  ///< share of rows whose first reason is the same
    double leading = 0;  ///< of the `leading_reasons` first reasons of a row, the share that stays among them, on average
    double ranks = 0;  ///< rank correlation of a row's absolute contributions, on average
};
inline constexpr std::size_t leading_reasons = 3;
SameReasons same_reasons(const Contributions& one, const Contributions& other, const std::vector<double>& weights);

}  // namespace models
