#include <algorithm>
#include <cmath>

#include "metrics/cross_moments.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

/// Nothing where one of the columns is constant.
std::optional<double> correlation_of(const Cross& of) {
    const CrossMoments moments(of);
    const double x = moments(2, 0);
    const double y = moments(0, 2);
    if (!is_spread(x, moments.mean_x()) || !is_spread(y, moments.mean_y())) return std::nullopt;
    const double r = moments(1, 1) / (std::sqrt(x) * std::sqrt(y));
    // Columns that are multiples of each other differ from 1 by rounding.
    return std::abs(r) > 1 - 1e-14 ? (r < 0 ? -1.0 : 1.0) : r;
}

/// Standardised: u and v have mean 0 and variance 1.
class Standard {
public:
    explicit Standard(const Cross& of) : moments_(of), x_(std::sqrt(moments_(2, 0))), y_(std::sqrt(moments_(0, 2))) {}
    /// Mean of u^i v^j.
    double operator()(std::size_t i, std::size_t j) const { return moments_(i, j) / std::pow(x_, static_cast<double>(i)) / std::pow(y_, static_cast<double>(j)); }
    /// Mean of (v - r u)^power: what u does not explain.
    double rest(std::size_t power, double r) const {
        double sum = 0;
        double factor = 1;
        for (std::size_t k = 0; k <= power; ++k) {
            sum += factor * (*this)(k, power - k);
            factor *= -r * static_cast<double>(power - k) / static_cast<double>(k + 1);
        }
        return sum;
    }

private:
    CrossMoments moments_;
    double x_, y_;
};

/// Of the influence u v - r (u^2 + v^2) / 2, the mean of its square and cube. Nothing supposes that values are normal.
struct Influence {
    double square = 0;
    double cube = 0;
};

Influence influence_of(const Standard& m, double r) {
    const double s = r / 2;
    // (u^2 + v^2)^k beside (u v)^l.
    const auto sums = [&](std::size_t k, std::size_t l) {
        double sum = 0;
        constexpr double choose[4][4]{{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}};
        for (std::size_t i = 0; i <= k; ++i) sum += choose[k][i] * m(l + 2 * i, l + 2 * (k - i));
        return sum;
    };
    return {sums(0, 2) - 2 * s * sums(1, 1) + s * s * sums(2, 0), sums(0, 3) - 3 * s * sums(1, 2) + 3 * s * s * sums(2, 1) - s * s * s * sums(3, 0)};
}

void limit_rows(Estimate& estimate, const Cross& of, double r) {
    const Standard m(of);
    const double rows = of.tally.effective();
    const CrossMoments moments(of);
    if (!is_resolved(moments(2, 0), moments.mean_x()) || !is_resolved(moments(0, 2), moments.mean_y())) {
        estimate.detail = unresolved;
        return give_up(estimate, Reason::no_spread, -1, 1);
    }
    const Influence influence = influence_of(m, r);
    const double skewness = influence.square > 0 ? influence.cube / (influence.square * std::sqrt(influence.square)) / std::sqrt(rows) : 0;
    const double most = std::max({std::abs(skewness), skewness_of_square(1, m(4, 0), m(6, 0), rows), skewness_of_square(1, m(0, 4), m(0, 6), rows),
                                  skewness_of_square(m.rest(2, r), m.rest(4, r), m.rest(6, r), rows)});
    if (rows < cross_rows_min || !(influence.square > 0) || most > square_skewness_max) {
        give_up(estimate, Reason::too_skewed, -1, 1);
        if (most > square_skewness_max) estimate.enough = std::llround(std::ceil(rows * most * most / (square_skewness_max * square_skewness_max)));
        return;
    }
    const double deviation = std::max(std::sqrt(influence.square) / (1 - r * r), 1.0) / std::sqrt(rows - 3);
    estimate.limits = [=](double tail) {
        const double t = student_quantile(1 - tail, rows - 2);
        const double centre = std::atanh(r);
        const Limits hall = hall_limits(centre, deviation, skewness, t);
        return Limits{std::tanh(std::min(hall.low, centre - t * deviation)), std::tanh(std::max(hall.high, centre + t * deviation))};
    };
}

Estimate evaluate_correlation(const Split<Cross>& of, const Setting&) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const std::optional<double> r = correlation_of(of.total);
    if (!r) {
        estimate.reason = Reason::no_spread;
        estimate.detail = "one of the columns is constant";
        return estimate;
    }
    estimate.value = *r;
    estimate.method = "influence of rows, atanh";
    if (std::abs(*r) == 1) {
        give_up(estimate, Reason::no_spread, -1, 1);
        estimate.detail = "one column follows from the other";
    } else if (of.clustered()) {
        jackknife(estimate, replicates_of(of, *r, correlation_of), Transform::atanh, -1, 1);
    } else {
        limit_rows(estimate, of.total, *r);
    }
    return estimate;
}

}  // namespace

/// Name two columns; of more, every pair is a check of its own.
extern const Metric correlation{
    .id = "correlation",
    .family = Family::data,
    .summary = "Linear correlation of two columns of numbers; of more columns, of every pair.",
    .words = {.sentence = "The correlation of {column} is {value}"},
    .estimand = "Pearson's correlation of the two columns in this process.",
    .formula = "sum of (x - mean x)(y - mean y) / root of (sum of (x - mean x)^2 times sum of (y - mean y)^2), over rows that have both",
    .source = "Pearson 1895; scipy.stats.pearsonr (statistic); pandas, DataFrame.corr().",
    .interval = "Influence of each row on the scale of atanh, corrected for its skewness, not narrower than for normal values; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .column = true, .x = RowValue::column, .y = RowValue::other, .pair = true},
    .lowest = -1,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::number,
    .example = {.current = {1, 2, 2, 1, 3, 3}, .current_size = 6, .value = 0.5, .says = "1, 2, 3 beside 2, 1, 3: products about the means of 0, 0 and 1, over 2: 0.5."},
    .evaluate = evaluate_correlation,
};

}  // namespace metrics
