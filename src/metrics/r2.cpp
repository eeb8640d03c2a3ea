#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/cross_moments.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/one_minus.h"
#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr double lowest = -std::numeric_limits<double>::infinity();

/// What is left unexplained: 1 - R2; nothing where the labels do not differ. x is the label, y the error.
std::optional<double> unexplained(const Cross& of) {
    const CrossMoments moments(of);
    const double variance = moments(2, 0);
    if (!is_spread(variance, moments.mean_x())) return std::nullopt;
    return of.sum(0, 2) / of.weight() / variance;
}

void limit_rows(Estimate& estimate, const Cross& of, double left) {
    estimate.method = "influence of rows, logarithm of 1 - R2";
    const CrossMoments moments(of);
    const double rows = of.tally.effective();
    const double error = moments.about_zero(0, 2);
    const double error_fourth = moments.about_zero(0, 4);
    const double label = moments(2, 0);
    const double label_fourth = moments(4, 0);
    // The influence of a row on ln(1 - R2): e^2 / mean e^2 - d^2 / var y, d being the label less its mean.
    const double variance = error_fourth / (error * error) - 2 * moments.about_zero(2, 2) / (error * label) + label_fourth / (label * label);
    const double deciding = rows * std::min(error * error / error_fourth, label * label / label_fourth);
    if (rows < 3 || !(variance > 0) || deciding < deciding_rows_min) return give_up(estimate, Reason::too_skewed, lowest, 1);
    const double deviation = std::sqrt(variance / (rows - 1));
    estimate.limits = limits_of_one_minus([=](double tail) {
        const double half = student_quantile(1 - tail, rows - 1) * deviation;
        return Limits{left * std::exp(-half), left * std::exp(half)};
    });
}

Estimate evaluate_r2(const Split<Cross>& of, const Setting&) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const std::optional<double> left = unexplained(of.total);
    if (!left) {
        estimate.reason = Reason::no_spread;
        estimate.detail = "the labels are all the same, so there is nothing to explain";
        return estimate;
    }
    estimate.value = 1 - *left;
    estimate.method = "influence of rows, logarithm of 1 - R2";
    if (*left <= 0) {
        give_up(estimate, Reason::no_spread, lowest, 1);
    } else if (of.clustered()) {
        jackknife_one_minus(estimate, *left, replicates_of(of, *left, unexplained));
    } else {
        limit_rows(estimate, of.total, *left);
    }
    return estimate;
}

}  // namespace

/// How much better than always predicting the mean; below 0 it is worse.
extern const Metric r2{
    .id = "r2",
    .family = Family::regression,
    .summary = "Share of the label's variance that the predictions explain; below 0 they are worse than the mean.",
    .estimand = "One minus the mean squared error of a prediction over the variance of the label, of this process.",
    .formula = "1 - sum of (label - prediction)^2 / sum of (label - mean label)^2",
    .source = "scikit-learn, r2_score",
    .interval = "Influence of each row, on the logarithm of 1 - R2; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .x = RowValue::label, .y = RowValue::error},
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 1, 2, 3, 3, 3}, .current_size = 6, .value = 0.5, .says = "An error of 1 among labels 1, 2, 3, whose squares about the mean add up to 2: 1 - 1 / 2."},
    .evaluate = evaluate_r2,
};

}  // namespace metrics
