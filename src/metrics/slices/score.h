#pragma once

#include <array>
#include <cstdint>

#include "metrics/slices/table.h"

namespace metrics::slices {

/// Rows above, the sum of their losses below: sums and differences of both in one operation.
using Packed = std::uint64_t;
inline constexpr int loss_bits = 40;
inline constexpr Packed one_row = Packed{1} << loss_bits;
static_assert(rows_max * loss_steps < one_row);

inline double rows_of(Packed packed) { return static_cast<double>(packed >> loss_bits); }
/// Scaled: a row's is between 0 and 1.
inline double loss_of(Packed packed) { return static_cast<double>(packed & (one_row - 1)) * (1.0 / loss_steps); }

/// Standard errors that "clearly worse" takes, of a slice with one, two and three conditions.
using Thresholds = std::array<double, 3>;

/// How much worse a part is than the rest of a whole (search.h says how it is scored).
class Scoring {
public:
    /// `least_effect`: what "clearly worse" takes in standard deviations of a row's loss.
    Scoring(const Table& table, const Thresholds& thresholds, double least_effect);

    /// The score's square, or 0 where the part is not worse or is nothing or all of the whole.
    double square(Packed part, Packed whole) const;
    bool clearly_worse(Packed part, Packed whole, std::size_t conditions) const;
    /// No slice with these rows and losses at most, and at least `rows_min` rows, has a larger square.
    double square_at_most(Packed part, Packed whole, double rows_min) const;

    Packed total() const { return total_; }
    double least_square(std::size_t conditions) const { return thresholds_[conditions - 1] * thresholds_[conditions - 1]; }
    /// Squares are at least this times d^2 / (n (1 - n/N)): a look before the division.
    double spread_least(Packed whole) const;

private:
    Packed total_ = 0;
    double phi_ = 0;             ///< variance of a row's loss over f(mean)
    double deviation_least_ = 0;
    Thresholds thresholds_;
};

}  // namespace metrics::slices
