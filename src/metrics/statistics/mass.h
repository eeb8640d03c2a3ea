#pragma once

#include <cstdint>

namespace metrics {

/// How much an observation counts, in units of 2^-30: an unweighted row is `mass_one`. Counts are weights from the first
/// day, and as integers they add up to the same digits in any order.
///
/// Limits: a total of 8.5e9 (rows of weight one); a weight is rounded to 9.3e-10.
using Mass = std::int64_t;
inline constexpr Mass mass_one = Mass{1} << 30;

constexpr double weight_of(Mass mass) { return static_cast<double>(mass) / static_cast<double>(mass_one); }
constexpr Mass mass_of(double weight) { return static_cast<Mass>(weight * static_cast<double>(mass_one) + 0.5); }

/// Shared by every additive statistic: how many rows, their weight, and the sum of squared weights.
struct Tally {
    std::int64_t rows = 0;
    Mass weight = 0;
    Mass squares = 0;

    void add(Mass mass) {
        ++rows;
        weight += mass;
        squares += mass == mass_one ? mass_one : mass_of(weight_of(mass) * weight_of(mass));
    }
    void merge(const Tally& other, int sign = 1) {
        rows += sign * other.rows;
        weight += sign * other.weight;
        squares += sign * other.squares;
    }
    /// (sum w)^2 / sum w^2: goes wherever a formula for independent rows says n. Equals `rows` when weights are one.
    double effective() const { return squares == 0 ? 0 : weight_of(weight) * weight_of(weight) / weight_of(squares); }
    bool operator==(const Tally&) const = default;
};

}  // namespace metrics
