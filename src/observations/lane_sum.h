#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/exact_sum.h"
#include "base/wide.h"

namespace observations {

/// base::ExactSum for the inner loop: numbers between 2^-60 and 16, as nearly all squares of errors and losses are, are
/// added as whole multiples of 2^-112 in 128 bits, which takes a shift and an addition. Others, and the lane before it
/// could overflow, go to the exact sum. The result is the same to the bit.
class LaneSum {
public:
    void add(double value) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        const std::uint64_t place = ((bits >> 52) & 0x7FF) - lowest_exponent;
        if (place >= lane_exponents) {
            rest_.add(value);
            return;
        }
        const base::Wide magnitude = static_cast<base::Wide>((bits & mantissa_mask) | (mantissa_mask + 1)) << place;
        lane_ += (bits >> 63) != 0 ? ~magnitude + 1 : magnitude;
        if (++added_ == added_max) empty_lane();
    }
    /// The same for many at once, with the lane at hand.
    void add(const double* values, std::size_t count) {
        for (std::size_t begin = 0; begin < count;) {
            const std::size_t end = std::min(count, begin + static_cast<std::size_t>(added_max - added_));
            base::Wide lane = lane_;
            for (std::size_t i = begin; i < end; ++i) {
                const auto bits = std::bit_cast<std::uint64_t>(values[i]);
                const std::uint64_t place = ((bits >> 52) & 0x7FF) - lowest_exponent;
                if (place >= lane_exponents) {
                    rest_.add(values[i]);
                    continue;
                }
                const std::uint64_t mantissa = (bits & mantissa_mask) | (mantissa_mask + 1);
                // A shift of 128 bits by less than 64, in halves.
                const base::Wide magnitude = static_cast<base::Wide>((mantissa >> 1) >> (63 - place)) << 64 | mantissa << place;
                const base::Wide sign = base::Wide{0} - (bits >> 63);
                lane += (magnitude ^ sign) - sign;
            }
            lane_ = lane;
            added_ += static_cast<int>(end - begin);
            if (added_ == added_max) empty_lane();
            begin = end;
        }
    }
    /// Adds what it holds to a sum.
    void pour(base::ExactSum& into) const {
        into.merge(rest_);
        pour_lane(into);
    }
    void merge(const LaneSum& other) { other.pour(rest_); }

private:
    static constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;
    static constexpr std::uint64_t lowest_exponent = 963;  // biased: 2^-60
    static constexpr std::uint64_t lane_exponents = 64;    // a mantissa then ends below bit 53 + 63 = 116
    static constexpr int added_max = 1 << 10;              // and their sum below bit 126
    static constexpr int unit_exponent = 963 - 1075;       // of the lane's lowest bit

    void pour_lane(base::ExactSum& into) const {
        const bool negative = (lane_ >> 127) != 0;
        base::Wide left = negative ? ~lane_ + 1 : lane_;
        // Pieces of 53 bits are doubles without rounding.
        for (int exponent = unit_exponent; left != 0; left >>= 53, exponent += 53) {
            const auto piece = static_cast<double>(static_cast<std::uint64_t>(left & ((base::Wide{1} << 53) - 1)));
            into.add(std::ldexp(negative ? -piece : piece, exponent));
        }
    }
    void empty_lane() {
        pour_lane(rest_);
        lane_ = 0;
        added_ = 0;
    }

    base::Wide lane_ = 0;
    int added_ = 0;
    base::ExactSum rest_;
};

}  // namespace observations
