#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/exact_sum.h"
#include "base/wide.h"

namespace observations {

/// base::ExactSum for the inner loop: numbers between 2^-124 and 2^68 are added as whole multiples of 2^-176, 2^-112 or
/// 2^-48 in 128 bits each, which takes a shift and an addition. Others, and the lanes before they could overflow, go to the
/// exact sum. The result is the same to the bit.
class LaneSum {
public:
    void add(double value) { add(&value, 1); }
    void add(const double* values, std::size_t count) {
        for (std::size_t begin = 0; begin < count;) {
            const std::size_t end = std::min(count, begin + static_cast<std::size_t>(added_max - added_));
            auto [low, middle, high] = lanes_;
            for (std::size_t i = begin; i < end; ++i) {
                const auto bits = std::bit_cast<std::uint64_t>(values[i]);
                const std::uint64_t place = ((bits >> 52) & 0x7FF) - lowest_exponent;
                if (place >= 3 * lane_exponents) {
                    rest_.add(values[i]);
                    continue;
                }
                const std::uint64_t mantissa = (bits & mantissa_mask) | (mantissa_mask + 1);
                const std::uint64_t shift = place % lane_exponents;
                // A shift of 128 bits by less than 64, in halves.
                const base::Wide magnitude = static_cast<base::Wide>((mantissa >> 1) >> (63 - shift)) << 64 | mantissa << shift;
                const base::Wide sign = base::Wide{0} - (bits >> 63);
                const base::Wide addend = (magnitude ^ sign) - sign;
                if (place - lane_exponents < lane_exponents) middle += addend;
                else if (place < lane_exponents) low += addend;
                else high += addend;
            }
            lanes_ = {low, middle, high};
            added_ += static_cast<int>(end - begin);
            if (added_ == added_max) empty_lanes();
            begin = end;
        }
    }
    /// Adds what it holds to a sum.
    void pour(base::ExactSum& into) const {
        into.merge(rest_);
        pour_lanes(into);
    }
    void merge(const LaneSum& other) { other.pour(rest_); }

private:
    static constexpr std::uint64_t mantissa_mask = (std::uint64_t{1} << 52) - 1;
    static constexpr std::uint64_t lowest_exponent = 899;  // biased: 2^-124
    static constexpr std::uint64_t lane_exponents = 64;    // a mantissa then ends below bit 53 + 63 = 116
    static constexpr int added_max = 1 << 10;              // and their sum below bit 126
    static constexpr int unit_exponent = 899 - 1075;       // of the first lane's lowest bit

    void pour_lanes(base::ExactSum& into) const {
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            const bool negative = (lanes_[lane] >> 127) != 0;
            base::Wide left = negative ? ~lanes_[lane] + 1 : lanes_[lane];
            // Pieces of 53 bits are doubles without rounding.
            for (int exponent = unit_exponent + static_cast<int>(lane * lane_exponents); left != 0; left >>= 53, exponent += 53) {
                const auto piece = static_cast<double>(static_cast<std::uint64_t>(left & ((base::Wide{1} << 53) - 1)));
                into.add(std::ldexp(negative ? -piece : piece, exponent));
            }
        }
    }
    void empty_lanes() {
        pour_lanes(rest_);
        lanes_ = {};
        added_ = 0;
    }

    std::array<base::Wide, 3> lanes_{};
    int added_ = 0;
    base::ExactSum rest_;
};

}  // namespace observations
