#pragma once

#include <array>

#include "base/exact_product.h"
#include "base/exact_sum.h"
#include "metrics/statistics/mass.h"
#include "metrics/statistics/row_value.h"

namespace metrics {

/// Sums of x^i y^j with i + j up to 6, of two row values: what ratios of sums, correlation and explained variance are made
/// of, with their sampling errors and how skewed these are. The sums are exact; the powers hold 32 digits.
struct Cross {
    static constexpr std::size_t order = 6;

    std::array<base::ExactSum, 27> sums;  ///< see `place`
    Tally tally;                          ///< rows that have both
    LeftOut left_out;

    /// By i + j, then by j.
    static constexpr std::size_t place(std::size_t i, std::size_t j) {
        const std::size_t all = i + j;
        return all * (all + 1) / 2 - 1 + j;
    }
    const base::ExactSum& of(std::size_t i, std::size_t j) const { return sums[place(i, j)]; }
    double sum(std::size_t i, std::size_t j) const { return of(i, j).value(); }

    void add(double x, double y, Mass mass) {
        tally.add(mass);
        // A weight is 34 bits wide: as a factor of the first power it costs no digit that matters.
        const double w = weight_of(mass);
        std::array<base::Twofold, order + 1> x_powers{base::Twofold{w, 0}};
        std::array<base::Twofold, order + 1> y_powers{base::Twofold{1, 0}};
        for (std::size_t power = 1; power <= order; ++power) {
            x_powers[power] = base::product(x_powers[power - 1], {x, 0});
            y_powers[power] = base::product(y_powers[power - 1], {y, 0});
        }
        for (std::size_t all = 1; all <= order; ++all) {
            for (std::size_t j = 0; j <= all; ++j) base::add(sums[place(all - j, j)], base::product(x_powers[all - j], y_powers[j]));
        }
    }
    void merge(const Cross& other, int sign = 1) {
        for (std::size_t i = 0; i < sums.size(); ++i) sign > 0 ? sums[i].merge(other.sums[i]) : sums[i].remove(other.sums[i]);
        tally.merge(other.tally, sign);
        left_out.merge(other.left_out, sign);
    }
    bool operator==(const Cross&) const = default;

    double weight() const { return weight_of(tally.weight); }
    /// Sum of (x - a)^i (y - b)^j, without cancellation; i + j from 1 to 6.
    double about(std::size_t i, std::size_t j, double a, double b) const;
};

}  // namespace metrics
