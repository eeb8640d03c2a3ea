#include <algorithm>
#include <cmath>

#include "metrics/cross_moments.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
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

void limit_rows(Estimate& estimate, const Cross& of, double r) {
    const CrossMoments moments(of);
    const double rows = of.tally.effective();
    const double x = moments(2, 0);
    const double y = moments(0, 2);
    const double both = moments(2, 2) / (x * y);
    const double x_fourth = moments(4, 0) / (x * x);
    const double y_fourth = moments(0, 4) / (y * y);
    const double crossed = (moments(3, 1) / x + moments(1, 3) / y) / (std::sqrt(x) * std::sqrt(y));
    // The influence of a row with standardised values u, v is u v - r (u^2 + v^2) / 2; what is known of them does not
    // suppose that they are normal.
    const double variance = both - r * crossed + r * r / 4 * (x_fourth + 2 * both + y_fourth);
    const double deciding = rows / std::max(x_fourth, y_fourth);
    if (rows < 4 || !(variance > 0) || deciding < deciding_rows_min) return give_up(estimate, Reason::too_skewed, -1, 1);
    const double scale = 1 - r * r;
    const double deviation = std::max(std::sqrt(variance) / scale, 1.0) / std::sqrt(rows - 3);
    estimate.limits = [=](double tail) {
        const double half = student_quantile(1 - tail, rows - 2) * deviation;
        return Limits{std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
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
    .estimand = "Pearson's correlation of the two columns in this process.",
    .formula = "sum of (x - mean x)(y - mean y) / root of (sum of (x - mean x)^2 times sum of (y - mean y)^2), over rows that have both",
    .source = "Pearson 1895; scipy.stats.pearsonr (statistic); pandas, DataFrame.corr().",
    .interval = "Influence of each row, on the scale of atanh, not narrower than for normal values; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .column = true, .x = RowValue::column, .y = RowValue::other, .pair = true},
    .lowest = -1,
    .highest = 1,
    .better = Better::neither,
    .scale = Scale::number,
    .example = {.current = {1, 2, 2, 1, 3, 3}, .current_size = 6, .value = 0.5, .says = "1, 2, 3 beside 2, 1, 3: products about the means of 0, 0 and 1, over 2: 0.5."},
    .evaluate = evaluate_correlation,
};

}  // namespace metrics
