#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/statistics/histogram.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// How finely a column is cut.
struct Cut {
    int bins = 10;                   ///< of numbers
    std::size_t categories_max = 0;  ///< most frequent categories of the reference with a bin each, the others and the unseen together; 0: all
};

/// Bins of a column, decided by the reference alone: the same reference gives the same bins every day, whatever the
/// current data are.
///
/// Numbers. Let b_1 < ... < b_k be the fine buckets that the reference occupies (a fine bucket holds the doubles that
/// share sign, exponent and the first seven bits of the mantissa), and C_i the reference's mass in -infinity and
/// b_1 ... b_i, out of W in all but the missing.
///   k > count:       for j = 1 ... count - 1 the boundary i in 1 ... k-1 with the smallest |C_i / W - j / count|, the
///                    lower of equals, equal boundaries once; a new bin begins with bucket b_(i+1) of each boundary i.
///   1 < k <= count:  every b_i begins a bin.
///   k = 1:           below b_1, b_1, above b_1: a constant that moves is still seen.
/// The first bin also holds all that is smaller, the last all that is larger, and both the infinities; what falls between
/// two bins' buckets belongs to the lower.
/// Categories. A bin each; categories that the reference lacks share the bin `(unseen)`. With `categories_max` only the
/// most frequent have one (of equals the first by name) if they have ten rows, and all others, seen or not, share `(other)`.
/// Missing values are a bin of their own.
class Bins {
public:
    Bins(const Histogram& reference, const Cut& cut);

    const std::vector<std::string>& labels() const { return labels_; }
    /// Leading bins that were cut to hold about equal counts of the reference.
    std::size_t equal() const { return equal_; }
    /// The sample's mass in each bin, in the order of `labels`. The sample is of the reference's type, or all missing.
    std::vector<Mass> counts(const Histogram& sample) const;

private:
    void cut_numbers(const Histogram& reference, int count);
    void label_numbers();
    void keep_most_frequent(const Histogram& reference, std::size_t count);
    std::size_t size() const { return labels_.size(); }

    bool categorical_ = false;
    std::size_t equal_ = 0;
    std::vector<std::int32_t> starts_;     ///< fine buckets with which the second and further bins begin
    std::vector<std::string> categories_;  ///< ascending
    std::vector<std::string> labels_;
};

/// Two samples in the reference's bins. Bins that are empty in both are dropped.
struct Binned {
    std::vector<std::string> labels;
    std::vector<Mass> reference;
    std::vector<Mass> current;
    std::vector<std::vector<Mass>> reference_parts;  ///< by unit; empty: rows are independent
    std::vector<std::vector<Mass>> current_parts;
    std::size_t equal = 0;  ///< leading bins cut to equal counts of the reference
};

/// Numbers can be compared with numbers and categories with categories; a side without values goes with both.
bool same_type(const Histogram& reference, const Histogram& current);
/// `same_type` must hold.
Binned binned(const Split<Histogram>& reference, const Split<Histogram>& current, const Cut& cut);

/// Shares out of the sum.
std::vector<double> shares_of(const std::vector<Mass>& masses);

}  // namespace metrics
