#pragma once

#include <array>
#include <cmath>
#include <span>

#include "base/exact_sum.h"

/// Products without rounding, as sums of doubles: what an exact sum of squares and cubes is made of. With them a variance
/// is right to the last digits also where all values share their first twelve.
namespace base {

/// high + low, the low part below half a unit in the last place of the high one.
struct Twofold {
    double high = 0;
    double low = 0;
};

/// a * b, exactly (Dekker 1971, A floating-point technique for extending the available precision).
///
/// Limits: |a|, |b| and |a b| below 1e299, and |a b| above 1e-290 or 0; a smaller product loses its low part.
inline Twofold product(double a, double b) {
    constexpr double splitter = 134'217'729;  // 2^27 + 1
    const auto halves = [](double x) {
        const double big = splitter * x;
        const double high = big - (big - x);
        return std::array{high, x - high};
    };
    const double high = a * b;
    const auto [a_high, a_low] = halves(a);
    const auto [b_high, b_low] = halves(b);
    return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

/// To about 32 digits.
inline Twofold product(const Twofold& a, const Twofold& b) {
    const Twofold first = product(a.high, b.high);
    const double rest = first.low + (a.high * b.low + a.low * b.high);
    const double high = first.high + rest;
    return {high, rest - (high - first.high)};
}

inline void add(ExactSum& sum, const Twofold& value) {
    sum.add(value.high);
    if (value.low != 0) sum.add(value.low);
}

/// Adds the product of all factors, exactly.
inline void add_product(ExactSum& sum, std::span<const double> factors) {
    if (factors.size() == 1) return sum.add(factors[0]);
    const Twofold first = product(factors[0], factors[1]);
    std::array<double, 8> rest{};
    for (std::size_t i = 2; i < factors.size(); ++i) rest[i - 1] = factors[i];
    rest[0] = first.high;
    add_product(sum, {rest.data(), factors.size() - 1});
    if (first.low == 0) return;
    rest[0] = first.low;
    add_product(sum, {rest.data(), factors.size() - 1});
}

/// A sum as three doubles that add up to it, to some 48 digits.
inline std::array<double, 3> parts_of(ExactSum sum) {
    std::array<double, 3> parts{};
    for (double& part : parts) {
        part = sum.value();
        sum.add(-part);
    }
    return parts;
}

}  // namespace base
