#pragma once

#include <algorithm>
#include <cmath>

#include "base/exact_sum.h"
#include "metrics/statistics/mass.h"

namespace metrics {

/// What a mean is taken of, row by row.
enum class Expression {
    squared_error,  ///< (label - score)^2
    log_loss,       ///< -ln of the probability given to what happened; the score clipped to [2^-52, 1 - 2^-52]
    score_minus_label,
};

inline double value_of(Expression expression, bool positive, double score) {
    if (expression == Expression::squared_error) {
        const double error = (positive ? 1.0 : 0.0) - score;
        return error * error;
    }
    if (expression == Expression::score_minus_label) return score - (positive ? 1.0 : 0.0);
    const double given = positive ? score : 1 - score;  // to what happened
    return -std::log(std::clamp(given, 0x1p-52, 1 - 0x1p-52));
}

/// A score that leaves no doubt: if it is wrong, its log loss is the largest there is.
inline bool is_certain(double score) { return score < 0x1p-52 || score > 1 - 0x1p-52; }

/// Sums of x, x^2 and x^3, exact; x is an expression of a labelled row.
struct Moments {
    base::ExactSum sum;
    base::ExactSum square;
    base::ExactSum cube;
    Tally tally;
    Mass positive = 0;            ///< by label, where rows were added with theirs: a rare outcome may not have been seen yet
    Mass negative = 0;
    Mass certain = 0;             ///< of them, rows whose score is certain
    std::int64_t unlabelled = 0;  ///< rows left out because the label is not known

    void add(Expression expression, bool is_positive, double score, Mass mass) {
        add(value_of(expression, is_positive, score), mass);
        (is_positive ? positive : negative) += mass;
        if (is_certain(score)) certain += mass;
    }
    void add(double x, Mass mass) {
        const double w = weight_of(mass);
        sum.add(w * x);
        square.add(w * x * x);
        cube.add(w * x * x * x);
        tally.add(mass);
    }
    void merge(const Moments& other, int sign = 1) {
        if (sign > 0) {
            sum.merge(other.sum);
            square.merge(other.square);
            cube.merge(other.cube);
        } else {
            sum.remove(other.sum);
            square.remove(other.square);
            cube.remove(other.cube);
        }
        tally.merge(other.tally, sign);
        positive += sign * other.positive;
        negative += sign * other.negative;
        certain += sign * other.certain;
        unlabelled += sign * other.unlabelled;
    }
    bool operator==(const Moments&) const = default;

    double mean() const { return sum.value() / weight_of(tally.weight); }
};

}  // namespace metrics
