#pragma once

#include "base/exact_product.h"
#include "base/exact_sum.h"
#include "metrics/statistics/mass.h"
#include "metrics/statistics/row_value.h"

namespace metrics {

/// A sample about its mean: sums of (x - mean)^2 and (x - mean)^3, with the weights.
struct Centred {
    double mean = 0;
    double square = 0;
    double cube = 0;
};

/// Sums of x, x^2 and x^3 of a row value. The sums are exact, and so are the powers of unweighted rows: a spread that is
/// small beside the mean loses no digits.
struct Powers {
    base::ExactSum sum;
    base::ExactSum square;
    base::ExactSum cube;
    Tally tally;  ///< rows that have a number
    LeftOut left_out;

    void add(double x, Mass mass) {
        tally.add(mass);
        if (mass != mass_one) {
            const double w = weight_of(mass);
            sum.add(w * x);
            square.add(w * x * x);
            cube.add(w * x * x * x);
            return;
        }
        sum.add(x);
        const base::Twofold second = base::product(x, x);
        base::add(square, second);
        base::add(cube, base::product(second.high, x));
        if (second.low != 0) base::add(cube, base::product(second.low, x));
    }
    void merge(const Powers& other, int sign = 1) {
        const auto join = [sign](base::ExactSum& into, const base::ExactSum& from) { sign > 0 ? into.merge(from) : into.remove(from); };
        join(sum, other.sum);
        join(square, other.square);
        join(cube, other.cube);
        tally.merge(other.tally, sign);
        left_out.merge(other.left_out, sign);
    }
    bool operator==(const Powers&) const = default;

    double mean() const { return sum.value() / weight_of(tally.weight); }
    /// `tally.rows` must not be 0.
    Centred centred() const;
};

}  // namespace metrics
