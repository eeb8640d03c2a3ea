#pragma once

#include <boost/container/flat_map.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include "metrics/statistics/mass.h"

namespace metrics {

/// How often each value of a column occurs: categories by name, numbers by fine bucket.
///
/// A fine bucket holds the doubles that share sign, exponent and the first seven bits of the mantissa: 128 steps for
/// each power of two, the same for everybody, so histograms of any two samples add up and can be compared before either
/// is known. A coarser bin whose edges are bucket boundaries has an exact count.
struct Histogram {
    static constexpr int mantissa_bits = 7;

    // Flat, because drift metrics walk through them for every unit of every window.
    boost::container::flat_map<std::int32_t, Mass> numbers;
    boost::container::flat_map<std::string, Mass> categories;
    Mass missing = 0;         ///< null or NaN
    Mass minus_infinity = 0;
    Mass plus_infinity = 0;
    Tally tally;              ///< every row, the missing ones too

    /// Increases with the value; -0 and 0 share bucket 0.
    static std::int32_t bucket_of(double value) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        const auto magnitude = static_cast<std::int32_t>((bits & ~(std::uint64_t{1} << 63)) >> (52 - mantissa_bits));
        return (bits >> 63) != 0 ? -magnitude : magnitude;
    }
    /// The bucket's bound nearest to zero (bucket 0: zero).
    static double inner_bound(std::int32_t bucket) {
        const auto magnitude = static_cast<std::uint64_t>(bucket < 0 ? -bucket : bucket) << (52 - mantissa_bits);
        const double value = std::bit_cast<double>(magnitude);
        return bucket < 0 ? -value : value;
    }
    /// The smallest double above every value of the bucket and not above those of the next one, for bucket >= 0; for a
    /// negative bucket its largest value. As an edge: values <= or < it, as `upper_bound_closed` says.
    static double upper_bound(std::int32_t bucket) { return bucket >= 0 ? inner_bound(bucket + 1) : inner_bound(bucket); }
    static bool upper_bound_closed(std::int32_t bucket) { return bucket < 0; }

    bool is_categorical() const { return !categories.empty(); }
    void merge(const Histogram& other, int sign = 1) {
        for (const auto& [bucket, mass] : other.numbers) numbers[bucket] += sign * mass;
        for (const auto& [name, mass] : other.categories) categories[name] += sign * mass;
        missing += sign * other.missing;
        minus_infinity += sign * other.minus_infinity;
        plus_infinity += sign * other.plus_infinity;
        tally.merge(other.tally, sign);
    }
    bool operator==(const Histogram&) const = default;
};

}  // namespace metrics
