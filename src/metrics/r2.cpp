#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/cross_moments.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/mean.h"
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

/// How rows move ln(1 - R2).
struct Influence {
    double variance = 0;
    double skewness = 0;  ///< over the root of the rows
    double most = 0;      ///< the largest such of what it is made of
    bool resolved = false;
};

Influence influence_of(const Cross& of) {
    const CrossMoments moments(of);
    const double rows = of.tally.effective();
    // e: the error; d: the label less its mean; both as shares of their mean squares, so that no power is far from one.
    const double e = moments.about_zero(0, 2);
    const double d = moments(2, 0);
    Influence influence;
    influence.resolved = is_resolved(d, moments.mean_x());
    const auto ratio = [&](std::size_t i, std::size_t j) { return moments.about_zero(2 * i, 2 * j) / std::pow(d, static_cast<double>(i)) / std::pow(e, static_cast<double>(j)); };
    // Of a row: e^2 - d^2.
    influence.variance = ratio(0, 2) - 2 * ratio(1, 1) + ratio(2, 0);
    const double third = ratio(0, 3) - 3 * ratio(1, 2) + 3 * ratio(2, 1) - ratio(3, 0);
    if (influence.variance > 0) influence.skewness = third / (influence.variance * std::sqrt(influence.variance)) / std::sqrt(rows);
    influence.most = std::max({std::abs(influence.skewness), skewness_of_square(1, ratio(0, 2), ratio(0, 3), rows), skewness_of_square(1, ratio(2, 0), ratio(3, 0), rows)});
    return influence;
}

/// False, with the reason, where limits would rest on a few rows. Rows that are too few are not more for being in units.
bool has_limits(Estimate& estimate, const Influence& influence, double rows) {
    if (!influence.resolved) {
        estimate.detail = unresolved;
        give_up(estimate, Reason::no_spread, lowest, 1);
        return false;
    }
    if (rows >= cross_rows_min && influence.variance > 0 && influence.most <= square_skewness_max) return true;
    give_up(estimate, Reason::too_skewed, lowest, 1);
    const double times = influence.most / square_skewness_max;
    if (times > 1) estimate.enough = std::llround(std::ceil(rows * times * times));
    return false;
}

void limit_rows(Estimate& estimate, const Influence& influence, double rows, double left) {
    const double deviation = std::sqrt(influence.variance / (rows - 1));
    const double skewness = influence.skewness;
    estimate.limits = limits_of_one_minus([=](double tail) {
        const double t = student_quantile(1 - tail, rows - 1);
        const double centre = std::log(left);
        const Limits hall = hall_limits(centre, deviation, skewness, t);
        return Limits{std::exp(std::min(hall.low, centre - t * deviation)), std::exp(std::max(hall.high, centre + t * deviation))};
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
    const double rows = of.total.tally.effective();
    if (*left <= 0) {
        give_up(estimate, Reason::no_spread, lowest, 1);
        return estimate;
    }
    const Influence influence = influence_of(of.total);
    if (!has_limits(estimate, influence, rows)) return estimate;
    if (of.clustered()) {
        jackknife_one_minus(estimate, *left, replicates_of(of, *left, unexplained));
    } else {
        limit_rows(estimate, influence, rows, *left);
    }
    return estimate;
}

}  // namespace

/// How much better than always predicting the mean; below 0 it is worse.
extern const Metric r2{
    .id = "r2",
    .family = Family::regression,
    .summary = "Share of the label's variance that the predictions explain; below 0 they are worse than the mean.",
    .words = {.sentence = "Predictions explain a share of {value} of the variance, where 1 is all and 0 no better than the mean"},
    .estimand = "One minus the mean squared error of a prediction over the variance of the label, of this process.",
    .formula = "1 - sum of (label - prediction)^2 / sum of (label - mean label)^2",
    .source = "scikit-learn, r2_score",
    .interval = "Influence of each row on the logarithm of 1 - R2, corrected for its skewness; jackknife over named units.",
    .needs = {.kind = Kind::row_cross, .x = RowValue::label, .y = RowValue::error},
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {1, 1, 2, 3, 3, 3}, .current_size = 6, .value = 0.5, .says = "An error of 1 among labels 1, 2, 3, whose squares about the mean add up to 2: 1 - 1 / 2."},
    .evaluate = evaluate_r2,
};

}  // namespace metrics
