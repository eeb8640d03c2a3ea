#include "metrics/intervals/mean.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/intervals/row_values.h"

namespace metrics {

Limits hall_limits(double mean, double deviation, double skewness, double quantile) {
    if (std::abs(skewness) < 1e-9) return {mean - deviation * quantile, mean + deviation * quantile};
    const double a = skewness;
    const auto inverse = [a](double y) { return 3 / a * (std::cbrt(1 + a * (y - a / 6)) - 1); };
    return {mean - deviation * inverse(quantile), mean - deviation * inverse(-quantile)};
}

namespace {

/// Samples up to this size have exact limits where a row is bounded.
constexpr double bounded_rows_max = 200;
/// Of the rarer outcome. With fewer, the sample hardly knows the rows that matter most.
constexpr double events_min = 5;
/// Fewer rows than this decide nearly everything.
constexpr double rows_that_matter_min = 10;

struct Sample {
    double mean = 0;
    double variance = 0;  ///< of a row
    double skewness = 0;  ///< of the mean: g / sqrt(n)
    double rows = 0;      ///< effective
    double matter = 0;    ///< as many equal rows, the others 0, have the same square and cube
};

Sample sample_of(const Moments& of) {
    const double weight = weight_of(of.tally.weight);
    Sample sample;
    sample.rows = of.tally.effective();
    sample.mean = of.sum.value() / weight;
    const double square = of.square.value() / weight;
    const double cube = of.cube.value() / weight;
    const double m = sample.mean;
    // Rounding of a sum of equal values must not look like variance.
    const double spread = square - m * m;
    if (spread <= 1e-14 * square) return sample;
    const double third = cube - 3 * m * square + 2 * m * m * m;
    sample.variance = spread * sample.rows / std::max(1.0, sample.rows - 1);
    sample.skewness = third / (spread * std::sqrt(spread)) / std::sqrt(sample.rows);
    sample.matter = square * square * square / (cube * cube) * sample.rows;
    return sample;
}

/// Variances below it are lost among subnormal numbers.
constexpr double variance_min = 1e-150;

Sample sample_of(const Powers& of) {
    const Centred centred = of.centred();
    const double weight = weight_of(of.tally.weight);
    Sample sample;
    sample.rows = of.tally.effective();
    sample.mean = centred.mean;
    const double spread = centred.square / weight;
    const double square = of.square.value() / weight;
    const double cube = of.cube.value() / weight;
    // The powers are exact, but for weights, and the mean is rounded to a double.
    const double rounding = of.tally.weight == of.tally.rows * mass_one ? 1e-30 : 1e-14;
    if (spread <= rounding * square || spread < variance_min) return sample;
    sample.variance = spread * sample.rows / std::max(1.0, sample.rows - 1);
    sample.skewness = centred.cube / weight / (spread * std::sqrt(spread)) / std::sqrt(sample.rows);
    // Of roots, because the powers themselves may leave the range of doubles.
    const double size = std::cbrt(cube);
    const double ratio = square / (size * size);
    sample.matter = cube == 0 ? sample.rows : ratio * ratio * ratio * sample.rows;
    return sample;
}

/// Clopper and Pearson's limits at as many rows as a share would need for this variance, never fewer than there are.
Limits bounded_limits(const Sample& sample, double lowest, double highest, double tail) {
    const double width = highest - lowest;
    const double share = std::clamp((sample.mean - lowest) / width, 0.0, 1.0);
    // As if one row more had lain at the far end: the worst that may not have been seen yet. Without it a sample in which
    // nothing went wrong looks as if nothing could.
    const double variance = sample.variance / (width * width) + (1 - share) * (1 - share) / (sample.rows + 1);
    const double ratio = sample.variance > 0 ? std::max(1.0, share * (1 - share) / variance) : 1.0;
    const Limits limits = clopper_pearson(share * sample.rows * ratio, sample.rows * ratio, tail);
    return {lowest + width * limits.low, lowest + width * limits.high};
}

std::vector<Replicate> replicates_of(const Split<Moments>& of, double value) {
    std::vector<Replicate> replicates;
    replicates.reserve(of.parts.size());
    const double sum = of.total.sum.value();
    const double weight = weight_of(of.total.tally.weight);
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const double part = weight_of(of.parts[i].tally.weight);
        const bool alone = of.parts[i].tally.weight == of.total.tally.weight;
        const double without = alone ? value : (sum - of.parts[i].sum.value()) / (weight - part);
        replicates.push_back({of.keys[i], without, part / weight});
    }
    return replicates;
}

/// Whether labels are known and one of the outcomes is too rare.
bool few_events(const Moments& of) {
    const double labelled = weight_of(of.positive) + weight_of(of.negative);
    if (labelled == 0) return false;
    const double rarer = weight_of(std::min(of.positive, of.negative));
    return rarer * of.tally.effective() / weight_of(of.tally.weight) < events_min;
}

/// Rows that were certain can be wrong with the largest loss there is, and up to one row in n / 3.7 may be so without any
/// having been seen. Below this many half-widths that can move the mean, simulation finds the limits to hold.
constexpr double hidden_half_widths_max = 2.5;
bool certainty_decides(const Moments& of, const Sample& sample, double highest) {
    const double half_width = normal_quantile(0.975) * std::sqrt(sample.variance / sample.rows);
    return of.certain > 0 && 3.7 / sample.rows * highest > hidden_half_widths_max * half_width;
}

void limit_rows(Estimate& estimate, bool unseen_errors, const Sample& sample, double lowest, double highest, Rows rows) {
    const bool endless = !std::isfinite(lowest) || !std::isfinite(highest);
    if (endless && sample.variance <= 0) {
        estimate.method = "Hall's skewness-corrected t";
        give_up(estimate, Reason::no_spread, lowest, highest);
        return;
    }
    if ((rows == Rows::bounded && sample.rows <= bounded_rows_max) || sample.variance <= 0) {
        estimate.method = "Clopper-Pearson at the effective number of rows";
        estimate.limits = [=](double tail) { return bounded_limits(sample, lowest, highest, tail); };
        return;
    }
    estimate.method = "Hall's skewness-corrected t";
    const double most = endless ? endless_skewness_max : skewness_max;
    if (std::abs(sample.skewness) > most || sample.matter < rows_that_matter_min ||
        (endless && sample.rows < rows_that_matter_min) || unseen_errors) {
        give_up(estimate, Reason::too_skewed, lowest, highest);
        // Skewness falls with the root of the rows, and what matters grows with them.
        const double skewed = sample.skewness / most;
        const double times = std::max(skewed * skewed, rows_that_matter_min / std::min(sample.matter, sample.rows));
        if (times > 1) estimate.enough = std::llround(std::ceil(times * static_cast<double>(estimate.rows)));
        return;
    }
    estimate.limits = [=](double tail) {
        const double t = student_quantile(1 - tail, sample.rows - 1);
        const double deviation = std::sqrt(sample.variance / sample.rows);
        const Limits limits = hall_limits(sample.mean, deviation, sample.skewness, t);
        // At a tail near one half the correction moves both limits past the value.
        return Limits{std::max(lowest, std::min(sample.mean, limits.low)), std::min(highest, std::max(sample.mean, limits.high))};
    };
}

}  // namespace

Estimate estimate_mean(const Split<Moments>& of, double lowest, double highest, Rows rows) {
    const Moments& total = of.total;
    if (total.tally.rows == 0) return Estimate::absent(total.unlabelled > 0 ? Reason::no_labels : Reason::no_rows);
    const Sample sample = sample_of(total);
    Estimate estimate;
    estimate.value = sample.mean;
    estimate.rows = total.tally.rows;
    estimate.left_out = total.unlabelled;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    if (of.clustered()) jackknife(estimate, replicates_of(of, sample.mean), Transform::identity, lowest, highest);
    else limit_rows(estimate, certainty_decides(total, sample, highest), sample, lowest, highest, rows);
    if (estimate.reason == Reason::none && few_events(total)) {
        give_up(estimate, Reason::few_events, lowest, highest);
    }
    return estimate;
}

Estimate estimate_mean(const Split<Powers>& of, double lowest, double highest, Rows rows) {
    Estimate estimate = described(of);
    if (estimate.reason != Reason::none) return estimate;
    const Sample sample = sample_of(of.total);
    // Rounded once, a mean may leave the range by its last digit.
    estimate.value = std::clamp(sample.mean, lowest, highest);
    if (of.clustered()) {
        // Far from an upper end the mean varies as one without it (7 days of small symmetric errors: 7 % of upper limits too low).
        const double end = lowest == 0 && sample.mean < 0.1 * highest ? std::numeric_limits<double>::infinity() : highest;
        const bool positive = lowest == 0 && !std::isfinite(end) && sample.mean > 0;
        jackknife(estimate, replicates_of(of, sample.mean, [](const Powers& rest) { return std::optional(rest.mean()); }), positive ? Transform::log : Transform::identity, lowest, end);
        if (end > highest) estimate.limits = [limits = std::move(estimate.limits), highest](double tail) { return Limits{std::min(limits(tail).low, highest), std::min(limits(tail).high, highest)}; };
        // Rows that are too few by themselves are not more for being in units.
        const bool endless = !std::isfinite(lowest) || !std::isfinite(highest);
        if (endless && estimate.reason == Reason::none && std::abs(sample.skewness) > endless_skewness_max) give_up(estimate, Reason::too_skewed, lowest, highest);
    } else {
        limit_rows(estimate, false, sample, lowest, highest, rows);
    }
    return estimate;
}

}  // namespace metrics
