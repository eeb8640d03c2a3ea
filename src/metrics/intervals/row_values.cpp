#include "metrics/intervals/row_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/mean.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

Estimate without_value(std::int64_t rows, const LeftOut& left_out) {
    if (left_out.infinite > 0) {
        return Estimate::absent(Reason::infinite_values, std::to_string(left_out.infinite) + (left_out.infinite == 1 ? " row" : " rows"));
    }
    Estimate estimate;
    if (left_out.undefined > 0) {
        estimate.detail = std::to_string(left_out.undefined) + (left_out.undefined == 1 ? " row is" : " rows are") + " left out because a share of 0 does not exist";
    }
    if (rows > 0) return estimate;
    estimate.reason = left_out.undefined > 0 ? Reason::no_denominator : left_out.unlabelled > 0 ? Reason::no_labels : Reason::no_rows;
    if (left_out.missing > 0 && estimate.reason == Reason::no_rows) estimate.detail = "no row has a value";
    return estimate;
}

void give_up(Estimate& estimate, Reason reason, double lowest, double highest) {
    estimate.reason = reason;
    estimate.limits = [=](double) { return Limits{lowest, highest}; };
}

Estimate estimate_share(const Split<Powers>& of) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const double value = of.total.mean();
    estimate.value = value;
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, value, [](const Powers& rest) { return std::optional(rest.mean()); }), Transform::logit, 0, 1);
        return estimate;
    }
    const double count = of.total.tally.effective();
    const double events = value * count;
    estimate.method = std::min(events, count - events) < 10 ? "Clopper-Pearson" : "mid-P";
    estimate.limits = [events, count](double tail) { return share_limits(events, count, tail); };
    return estimate;
}

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Of the denominator: nearer to zero, the set of ratios that the data allow may have no end (Fieller 1954).
constexpr double errors_from_zero_min = 5;

/// How a ratio of means varies, on the logarithm's scale.
struct RatioError {
    double deviation = 0;
    double skewness = 0;  ///< of the mean of y - r x: g / sqrt(n)
    double matter = 0;    ///< as many rows with equal squares have the same fourth power of y - r x
    bool denominator_known = false;
};

RatioError error_of(const Cross& of, double ratio) {
    const double n = of.tally.effective();
    const double weight = of.weight();
    const double scale = n / weight;  // sums of weights become sums over n rows
    const double y = of.sum(0, 1);
    // Sums of powers of d = y - r x, whose own sum is zero.
    const double r = ratio;
    const double second = of.sum(0, 2) - 2 * r * of.sum(1, 1) + r * r * of.sum(2, 0);
    const double third = of.sum(0, 3) - 3 * r * of.sum(1, 2) + 3 * r * r * of.sum(2, 1) - r * r * r * of.sum(3, 0);
    const double fourth = of.sum(0, 4) - 4 * r * of.sum(1, 3) + 6 * r * r * of.sum(2, 2) - 4 * r * r * r * of.sum(3, 1) + r * r * r * r * of.sum(4, 0);
    const double rounding = 1e-14 * (of.sum(0, 2) + r * r * of.sum(2, 0));
    const double mean_x = of.sum(1, 0) / weight;
    const double spread_x = of.about(2, 0, mean_x, 0) / weight;
    RatioError error;
    error.denominator_known = mean_x * mean_x * (n - 1) >= errors_from_zero_min * errors_from_zero_min * spread_x;
    if (!(second > rounding) || n < 2) return error;
    error.deviation = std::sqrt(second * scale * n / (n - 1)) / (y * scale);
    error.skewness = third / (second * std::sqrt(second * scale));
    error.matter = second * scale * second / fourth;
    return error;
}

constexpr double rows_that_matter_min = 10;

}  // namespace

Estimate estimate_ratio(const Split<Cross>& of) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const auto ratio_of = [](const Cross& cross) {
        const double x = cross.sum(1, 0);
        return x == 0 ? std::nullopt : std::optional(cross.sum(0, 1) / x);
    };
    const std::optional<double> ratio = ratio_of(of.total);
    if (!ratio || !std::isfinite(*ratio)) {
        estimate.reason = Reason::no_denominator;
        return estimate;
    }
    estimate.value = *ratio;
    if (*ratio == 0) {
        estimate.method = "delta method, logarithm";
        give_up(estimate, Reason::no_spread, 0, infinity);
        return estimate;
    }
    if (of.clustered()) {
        jackknife(estimate, replicates_of(of, *ratio, ratio_of), Transform::log, 0, infinity);
        return estimate;
    }
    estimate.method = "delta method, logarithm";
    const RatioError error = error_of(of.total, *ratio);
    const double rows = of.total.tally.effective();
    if (error.deviation <= 0) {
        // y is r x in every row.
        give_up(estimate, Reason::no_spread, 0, infinity);
    } else if (!error.denominator_known || std::abs(error.skewness) > skewness_max || error.matter < rows_that_matter_min) {
        give_up(estimate, Reason::too_skewed, 0, infinity);
        const double skewed = error.skewness / skewness_max;
        const double times = std::max(skewed * skewed, rows_that_matter_min / error.matter);
        if (times > 1) estimate.enough = std::llround(std::ceil(times * static_cast<double>(estimate.rows)));
    } else {
        estimate.limits = [r = *ratio, error, rows](double tail) {
            const double t = student_quantile(1 - tail, rows - 1);
            const Limits hall = hall_limits(r, error.deviation * r, error.skewness, t);
            return Limits{std::max(0.0, std::min({r, hall.low, r * std::exp(-t * error.deviation)})), std::max({r, hall.high, r * std::exp(t * error.deviation)})};
        };
    }
    return estimate;
}

}  // namespace metrics
