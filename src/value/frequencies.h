#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/result.h"

/// Natural frequencies: what a model's rates mean in whole people (or flights, or loans) of one reference class.
///
/// Three of four readers of "recall 61 %, precision 46 %" get the conclusion wrong; far more get it right when the same numbers
/// come as counts of one group whose parts add up (McDowell, Jacobs 2017). So here a table of shares becomes whole numbers of a
/// class of 100, 1,000 or 10,000, of which every sum that a reader may form is right too:
///
///   const Frequencies of = frequencies({.true_positive = 0.11, .false_positive = 0.13, .false_negative = 0.07, .true_negative = 0.69});
///   // Of 100: 18 events, 24 flagged, 11 of them events
namespace value {

/// A decision against what really happened: counts, masses or shares, as one likes; only their ratios matter.
struct Cells {
    double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;

    double total() const { return true_positive + false_positive + false_negative + true_negative; }
    double events() const { return true_positive + false_negative; }
    double others() const { return false_positive + true_negative; }
    double flagged() const { return true_positive + false_positive; }
    double unflagged() const { return false_negative + true_negative; }
    /// Share of events; the cells must not be empty.
    double rate() const { return events() / total(); }
};

/// Whole numbers of one class; the margins are sums of the cells, so they always add up.
struct Frequencies {
    std::int64_t of = 100;  ///< the class: the sum of the four
    std::int64_t true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;

    std::int64_t events() const { return true_positive + false_negative; }
    std::int64_t others() const { return false_positive + true_negative; }
    std::int64_t flagged() const { return true_positive + false_positive; }
    std::int64_t unflagged() const { return false_negative + true_negative; }
    bool operator==(const Frequencies&) const = default;
};

/// The sizes that a class may have, ascending.
inline constexpr std::array<std::int64_t, 3> classes{100, 1'000, 10'000};

/// The smallest class of which each cell that is not empty holds at least one; the largest, where a cell is rarer still.
/// The cells must not be all empty.
std::int64_t reference_class(const Cells& cells);

/// The cells as whole numbers of a class. Each cell and each margin (flagged, not flagged, events, others) is its exact share of
/// the class rounded down or up, never further off, and together they add up to the class; of all such roundings it is the one
/// with the least squared error (controlled rounding of a table: Causey, Cox, Ernst 1985, which shows that there is always one).
Frequencies frequencies(const Cells& cells, std::int64_t of);
inline Frequencies frequencies(const Cells& cells) { return frequencies(cells, reference_class(cells)); }

/// The same model where the share of events is another: sensitivity TP/(TP+FN) and specificity TN/(TN+FP) stay, the mix changes.
/// As shares of one. This holds where the events and the others are there as they are here, only in other numbers (a shift of
/// the label alone); whoever restates says so. Faults: a rate outside 0 to 1, a table without events or without others.
base::Result<Cells> at_rate(const Cells& cells, double rate);

/// A value with the ends of its interval, where there is one.
struct Range {
    double value = 0;
    std::optional<double> low, high;
};

/// Share of the flagged that are events, at another rate. Its ends take sensitivity and specificity at their worse and their
/// better ends together: an interval with half the tail for each of the two holds with the tail for this. Nothing where nobody is
/// flagged.
std::optional<Range> precision_at(const Range& sensitivity, const Range& specificity, double rate);

}  // namespace value
