#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/assert.h"
#include "base/exact_sum.h"
#include "metrics/statistics/mass.h"
#include "metrics/statistics/split.h"

namespace metrics {

/// Sums over keys (queries, subjects, items): the rows of each key are gathered, reduced to up to four numbers, and then
/// added, with every product of up to three of them. Means, variances, covariances and skewness of the numbers, and of
/// any linear combination of them, are exact from it. `arms` are the versions of an experiment; without one all keys are
/// in the first.
///
/// It adds up only over parts that share no key. The parts of a `Split` do not: they are gathered by unit, and a key has
/// one unit. Windows and groups may, so that a `Split` itself has no merge.
struct KeySums {
    static constexpr std::size_t numbers_max = 4;
    static constexpr std::size_t arms_max = 2;

    struct Arm {
        std::int64_t keys = 0;
        std::vector<base::ExactSum> sums;  ///< by `place_of`; empty: no key yet

        /// Sum of the product of the numbers i <= j <= k, of which number 0 is 1 and the key's own count from 1.
        double sum(std::size_t i, std::size_t j, std::size_t k) const {
            if (k == 0) return static_cast<double>(keys);
            const std::size_t place = place_of(i, j, k);
            return place < sums.size() ? sums[place].value() : 0;
        }
        double mean(std::size_t i) const { return sum(0, 0, i) / static_cast<double>(keys); }
        bool operator==(const Arm&) const = default;
    };

    std::array<Arm, arms_max> arms;
    std::int64_t rows = 0;      ///< of the keys that count
    std::int64_t silent = 0;    ///< keys that have no value: not asked long enough ago, not judged, did not answer
    std::int64_t crossed = 0;   ///< keys that were in both arms, and count in neither
    std::int64_t left_out = 0;  ///< rows without a key, of keys without a value, or too large to be squared

    /// Combinations with repetition of three numbers, in the order of the largest, the next and the least.
    static constexpr std::size_t place_of(std::size_t i, std::size_t j, std::size_t k) {
        return k * (k + 1) * (k + 2) / 6 + j * (j + 1) / 2 + i;
    }

    /// False when a product is not finite: the key is left out.
    bool add(std::size_t arm, std::span<const double> numbers, std::int64_t key_rows) {
        ASSERT(arm < arms_max);
        ASSERT(!numbers.empty() && numbers.size() <= numbers_max);
        double largest = 0;
        for (const double number : numbers) largest = std::max(largest, std::abs(number));
        if (!(largest < 1e100)) {
            left_out += key_rows;
            return false;
        }
        std::array<double, numbers_max + 1> x{1};
        std::copy(numbers.begin(), numbers.end(), x.begin() + 1);
        Arm& own = arms[arm];
        if (own.sums.empty()) own.sums.resize(place_of(0, 0, numbers.size() + 1));
        ASSERT(own.sums.size() == place_of(0, 0, numbers.size() + 1));  // all keys yield as many numbers
        for (std::size_t k = 1; k <= numbers.size(); ++k) {
            for (std::size_t j = 0; j <= k; ++j) {
                for (std::size_t i = 0; i <= j; ++i) {
                    const double product = x[i] * x[j] * x[k];
                    if (product != 0) own.sums[place_of(i, j, k)].add(product);
                }
            }
        }
        ++own.keys;
        rows += key_rows;
        return true;
    }

    void merge(const KeySums& other, int sign = 1) {
        for (std::size_t arm = 0; arm < arms_max; ++arm) {
            Arm& own = arms[arm];
            const Arm& others = other.arms[arm];
            if (own.sums.size() < others.sums.size()) own.sums.resize(others.sums.size());
            for (std::size_t i = 0; i < others.sums.size(); ++i) {
                if (sign > 0) own.sums[i].merge(others.sums[i]);
                else own.sums[i].remove(others.sums[i]);
            }
            own.keys += sign * others.keys;
        }
        rows += sign * other.rows;
        silent += sign * other.silent;
        crossed += sign * other.crossed;
        left_out += sign * other.left_out;
    }
    std::int64_t keys() const { return arms[0].keys + arms[1].keys; }
    bool operator==(const KeySums&) const = default;
};

}  // namespace metrics
