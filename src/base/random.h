#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "base/wide.h"

/// Reproducible chance: the seed is an argument everywhere and is recorded beside what it produced.
namespace base {

/// SplitMix64 (Steele, Lea, Flood 2014): a good hash of its state, so any seed will do. Satisfies UniformRandomBitGenerator.
class Random {
public:
    using result_type = std::uint64_t;
    explicit Random(std::uint64_t seed) : state_(seed) {}

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }

    result_type operator()() {
        state_ += 0x9E3779B97F4A7C15ull;
        return mix(state_);
    }

    /// The finaliser alone: spreads the bits of an integer.
    static constexpr std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }

    /// In [0, 1), with 53 random bits.
    double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

    /// In [0, count). The bias of the multiplication is below count / 2^64.
    std::uint64_t below(std::uint64_t count) {
        return static_cast<std::uint64_t>((static_cast<Wide>((*this)()) * count) >> 64);
    }

    /// Standard normal, by Box and Muller.
    double normal() {
        if (has_spare_) {
            has_spare_ = false;
            return spare_;
        }
        const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
        const double angle = 2.0 * std::numbers::pi * uniform();
        spare_ = radius * std::sin(angle);
        has_spare_ = true;
        return radius * std::cos(angle);
    }

    /// Gamma with the given shape and scale 1 (Marsaglia, Tsang 2000; shapes below 1 by their boost).
    double gamma(double shape) {
        if (shape < 1) return gamma(shape + 1) * std::pow(1.0 - uniform(), 1.0 / shape);
        const double d = shape - 1.0 / 3.0;
        const double c = 1.0 / std::sqrt(9.0 * d);
        for (;;) {
            const double x = normal();
            const double root = 1.0 + c * x;
            if (root <= 0) continue;
            const double v = root * root * root;
            const double u = 1.0 - uniform();
            if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
        }
    }

private:
    std::uint64_t state_;
    double spare_ = 0;
    bool has_spare_ = false;
};

}  // namespace base
