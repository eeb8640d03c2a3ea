#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/exact_sum.h"
#include "metrics/statistics/distinct_count.h"

namespace metrics {

/// What a column is like as a whole: additive over rows, but nothing can be taken away again. Of columns that hold no
/// numbers only the first two and the distinct values are known.
struct Summary {
    std::int64_t rows = 0;
    std::int64_t missing = 0;          ///< null, NaN, blank
    std::int64_t infinite = 0;
    std::int64_t beyond = 0;           ///< finite, but at least `moments_max`: in no sum, for their squares would be no doubles
    std::int64_t summed = 0;
    base::ExactSum sum, square;        ///< the squares without rounding: each as a double and what it lacks
    std::optional<double> min, max;    ///< of the finite values
    DistinctCount distinct;            ///< of all that is not missing; sketched above `distinct_exact_max`

    static constexpr double moments_max = 1e150;
    static constexpr std::int64_t distinct_exact_max = 2'048;

    void merge(const Summary& other) {
        rows += other.rows;
        missing += other.missing;
        infinite += other.infinite;
        beyond += other.beyond;
        summed += other.summed;
        sum.merge(other.sum);
        square.merge(other.square);
        if (other.min) min = min ? std::min(*min, *other.min) : *other.min;
        if (other.max) max = max ? std::max(*max, *other.max) : *other.max;
        distinct.merge(other.distinct);
        if (distinct.value() > distinct_exact_max) distinct.sketch();
    }
    /// Nothing where some value is beyond or infinite, or where there is none.
    std::optional<double> mean() const {
        if (summed == 0 || beyond > 0 || infinite > 0) return std::nullopt;
        return sum.value() / static_cast<double>(summed);
    }
    /// Of the sample, with n - 1.
    std::optional<double> standard_deviation() const {
        if (summed < 2 || !mean()) return std::nullopt;
        const double n = static_cast<double>(summed);
        // The sum and its square are taken as two doubles each, so that a large mean does not hide a small spread.
        const double total = sum.value();
        base::ExactSum rest = sum;
        rest.add(-total);
        const double high = total * total;
        const double low = std::fma(total, total, -high) + 2 * total * rest.value();
        const double quotient = high / n;
        base::ExactSum spread = square;
        spread.add(-quotient);
        spread.add((std::fma(quotient, n, -high) - low) / n);
        return std::sqrt(std::max(0.0, spread.value()) / (n - 1));
    }
};

}  // namespace metrics
