#pragma once

#include <atomic>
#include <functional>

#include "metrics/slices/score.h"
#include "metrics/slices/table.h"

/// The search for slices in which losses are large: every combination of up to three conditions, not a sample of them.
///
/// For three columns at a time the rows are counted once into a cube (rows and losses by the three codes); running sums
/// along its sides then give the rows and losses of any combination of ranges in a few additions. Combinations are passed
/// over when they have too few rows, or when no slice inside them could score enough (branch and bound), neither of which
/// loses any.
///
/// The score of a slice is the difference of its mean loss from the rest's, in standard errors: it grows with how bad and
/// with how large the slice is. The variance of a row is taken as phi f(x), f(x) = x (1 - x) for losses scaled to 0 ... 1,
/// phi from all rows, at that x between the mean of all and the slice's own where f is largest: so a handful of rare
/// events does not score as if it were certain.
///
/// A slice counts only if it is clearly worse, by the same score and effect, than the rest of each slice with one
/// condition less. The best are then taken one after another; a slice that one taken before explains is left out, and so
/// the rows of those taken are set aside and the search repeated, because large slices overshadow what else there is.
///
/// What this finds was looked for, and its numbers flatter it: judge it on other rows (judge.h).
namespace metrics::slices {

struct Rules {
    int depth = 3;               ///< conditions, 1 to 3
    std::size_t at_most = 10;    ///< slices, up to slices_max
    double rows_min = 50;        ///< in a slice
    double effect_min = 0.1;     ///< least difference from the rest, in standard deviations of a row's loss
    std::size_t pair_features_max = 200;   ///< with more features, two conditions are tried on those that show most with one,
    std::size_t triple_features_max = 32;  ///< and three on those that show most with up to two
    unsigned threads = 1;        ///< changes the speed and nothing else
    std::function<void(double share)> progress{};
    const std::atomic<bool>* stop = nullptr;
};

/// Slices judged together, and remembered by a bit each.
inline constexpr std::size_t slices_max = 20;

struct Found {
    Slice slice;
    double score = 0;        ///< standard errors, among the rows that no slice before it had
    std::int64_t rows = 0;
    double mean_loss = 0;    ///< in steps
};

struct Findings {
    std::vector<Found> slices;        ///< best first
    std::int64_t combinations = 0;    ///< that there are, of the columns tried
    std::size_t columns = 0;          ///< with any condition
    std::size_t paired_columns = 0;   ///< tried with two conditions
    std::size_t tripled_columns = 0;  ///< tried with three
    Thresholds thresholds{};          ///< what the luckiest of all combinations of so many conditions comes to about once
};

/// The table has at most `rows_max` rows. When stopped, what it returns is not complete.
Findings search(const Table& table, const Rules& rules);

}  // namespace metrics::slices
