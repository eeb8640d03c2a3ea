#include "metrics/intervals/divergence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/intervals/cells.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/noise.h"

namespace metrics {

namespace {

/// Probabilities nearer to one cannot be told from one in a double.
constexpr double tail_resolved = 1e-12;
/// Above this the noncentral chi-square's series is long and its normal approximation good to 1e-6 of the limits.
constexpr double series_max = 1e5;

/// X = size x divergence is distributed as noncentral chi-square, with noncentrality size x true divergence.
struct Fit {
    double observed = 0;       ///< X
    double pearson = 0;        ///< the same for Pearson's divergence, to which all are equal near zero
    double size = 0;           ///< factor x N, or what the design effect leaves of it
    double dimension = 0;      ///< k - 1, or how many directions units really vary in
    double degrees = std::numeric_limits<double>::infinity();  ///< in the estimated design effect
    double unchanged = 0;      ///< mean divergence of unchanged samples
    double stretch = 1;        ///< sampling error far from zero, over what noncentral chi-square says
    double stretch_most = 1;   ///< the same in the direction in which units vary most
    double fixed_share = 0;
    Reason reason = Reason::none;
};

double sum_of(const Divergence& kind, const Cells& cells) {
    double sum = 0;
    for (std::size_t b = 0; b < cells.reference.size(); ++b) sum += kind.term(cells.reference[b], cells.current[b], cells.weight);
    return sum;
}

/// Pearson's divergence against the mean of both shares. It is the one whose noise stays quadratic when cells are small.
double pearson_of(const Cells& cells) {
    double sum = 0;
    for (std::size_t b = 0; b < cells.reference.size(); ++b) {
        const double moved = cells.current[b] - cells.reference[b];
        sum += 2 * moved * moved / (cells.current[b] + cells.reference[b]);
    }
    return sum;
}

std::vector<double> slopes(double (*slope)(double, double, double), const Cells& cells) {
    std::vector<double> each(cells.reference.size());
    for (std::size_t b = 0; b < each.size(); ++b) each[b] = slope(cells.reference[b], cells.current[b], cells.weight);
    return each;
}

double variance_of_rows(const std::vector<double>& shares, const std::vector<double>& slope, double rows) {
    double mean = 0;
    double square = 0;
    for (std::size_t b = 0; b < shares.size(); ++b) {
        mean += shares[b] * slope[b];
        square += shares[b] * slope[b] * slope[b];
    }
    return (square - mean * mean) / rows;
}

/// Noncentral chi-square's variance near its noncentrality l is 4 l, so that of the divergence d is 4 d / size.
double stretch_of(double variance, double divergence, double size) {
    const double expected = 4 * divergence / size;
    return expected > 0 ? std::sqrt(std::max(1.0, variance / expected)) : 1;
}

Fit fit_rows(const Divergence& kind, const Cells& cells, std::size_t bins) {
    const double n = cells.reference_rows;
    const double m = cells.current_rows;
    const double divergence = sum_of(kind, cells);
    Fit fit;
    fit.size = kind.factor * n * m / (n + m);
    fit.dimension = static_cast<double>(cells.reference.size() - 1);
    fit.observed = fit.size * divergence;
    fit.pearson = fit.size / kind.factor * pearson_of(cells);
    fit.unchanged = static_cast<double>(bins - 1) / fit.size;  // of the metric itself, which pools nothing
    const double variance = variance_of_rows(cells.reference, slopes(kind.slope_reference, cells), n) +
                            variance_of_rows(cells.current, slopes(kind.slope_current, cells), m);
    fit.stretch = stretch_of(variance, divergence, fit.size);
    fit.fixed_share = m / (n + m);
    return fit;
}

/// Residuals over the root of the cell's mean share: the squared length of their sum is the divergence times its factor.
UnitNoise standardised(UnitNoise noise, const Cells& cells) {
    for (auto& residual : noise.residuals) {
        for (std::size_t b = 0; b < residual.size(); ++b) residual[b] /= std::sqrt((cells.reference[b] + cells.current[b]) / 2);
    }
    return noise;
}

/// tr(A B) of the covariances of two sets of residuals.
double trace_of_product(const UnitNoise& a, const UnitNoise& b) {
    double sum = 0;
    for (const auto& x : a.residuals) {
        for (const auto& y : b.residuals) {
            const double dot = std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
            sum += dot * dot;
        }
    }
    return sum;
}

/// tr(V^2) without the part that comes from estimating V from few units (moments of the Wishart distribution).
double unbiased_trace_of_square(const UnitNoise& noise, double trace) {
    const double f = std::max(noise.degrees, 1.5);
    return std::max(0.0, f * f / ((f - 1) * (f + 2)) * (trace_of_product(noise, noise) - trace * trace / f));
}

Fit fit_units(const Divergence& kind, const Cells& cells) {
    Fit fit;
    const UnitNoise plain_reference = unit_noise(cells.reference_parts);
    const UnitNoise plain_current = unit_noise(cells.current_parts);
    fit.reason = plain_current.reason != Reason::none ? plain_current.reason : plain_reference.reason;
    if (fit.reason != Reason::none) return fit;
    const UnitNoise reference = standardised(plain_reference, cells);
    const UnitNoise current = standardised(plain_current, cells);
    const double trace_reference = reference.variance();
    const double trace_current = current.variance();
    const double trace = trace_reference + trace_current;
    const double square = unbiased_trace_of_square(reference, trace_reference) + 2 * trace_of_product(reference, current) +
                          unbiased_trace_of_square(current, trace_current);
    const auto cells_free = static_cast<double>(cells.reference.size() - 1);
    fit.dimension = square > 0 ? std::clamp(trace * trace / square, 1.0, cells_free) : cells_free;
    fit.size = kind.factor * fit.dimension / trace;
    fit.degrees = joined_degrees(trace_reference, reference.degrees, trace_current, current.degrees);
    fit.unchanged = fit.dimension / fit.size;
    const double divergence = sum_of(kind, cells);
    fit.observed = fit.size * divergence;
    fit.pearson = fit.size / kind.factor * pearson_of(cells);
    const double variance = plain_reference.variance_along(slopes(kind.slope_reference, cells)) + plain_current.variance_along(slopes(kind.slope_current, cells));
    fit.stretch = stretch_of(variance, divergence, fit.size);
    // The direction of the movement is itself blurred by noise, along which units vary less than along the movement.
    fit.stretch_most = std::max(fit.stretch, std::sqrt(largest_variance({&reference.residuals, &current.residuals}) * fit.dimension / trace));
    fit.fixed_share = trace_reference / trace;
    if (one_unit_rules(reference, current)) fit.reason = Reason::too_skewed;
    return fit;
}

/// Of noncentral chi-square; above `series_max` its root is nearly normal.
double cdf(double x, double dimension, double noncentrality) {
    if (x < series_max) return noncentral_chi_square_cdf(x, dimension, noncentrality);
    const double mean = dimension + noncentrality;
    const double spread = (dimension + 2 * noncentrality) / (2 * mean);
    return normal_cdf((std::sqrt(x) - std::sqrt(mean - spread)) / std::sqrt(spread));
}

/// The noncentrality under which at most the share p of samples lies below x; zero if that holds without any.
double noncentrality(double x, double dimension, double p) {
    if (cdf(x, dimension, 0) <= p) return 0;
    double low = 0;
    double high = x + 10 * std::sqrt(x) + 100;
    while (cdf(x, dimension, high) > p) high *= 2;
    while (high - low > 1e-9 * high) {
        const double middle = low + (high - low) / 2;
        (cdf(x, dimension, middle) > p ? low : high) = middle;
    }
    return low;
}

/// Exceeded by unchanged samples with probability `tail`: chi-square, or d F(d, d f) with f degrees of freedom in the
/// estimated design effect (Thomas and Rao 1987).
double critical(const Fit& fit, double tail) {
    if (std::isinf(fit.degrees)) return chi_square_quantile(1 - tail, fit.dimension);
    const double below = fit.dimension * fit.degrees;
    const double y = beta_quantile(1 - tail, fit.dimension / 2, below / 2);
    return below * y / (1 - y);
}

/// Student's tail as a normal one: what an interval of normal shape must be asked for to be as wide as Student's.
double widened(const Fit& fit, double tail) {
    return std::isinf(fit.degrees) ? tail : normal_cdf(-student_quantile(1 - tail, fit.degrees));
}

double lowest_noncentrality(const Fit& fit, double tail) {
    const double noise = critical(fit, tail);
    if (fit.pearson <= noise) return 0;
    const double asked = std::min(1 - chi_square_cdf(noise, fit.dimension), widened(fit, tail));
    if (asked > tail_resolved) return noncentrality(fit.pearson, fit.dimension, 1 - asked);
    // The length of a sum is at least the difference of the lengths: true movement is what noise cannot have added.
    const double beyond = std::sqrt(fit.pearson) - std::sqrt(noise);
    return beyond * beyond;
}

Limits limits_of(const Fit& fit, double tail) {
    const double divergence = fit.observed / fit.size;
    // Logarithms exaggerate the noise of small cells, so movement is told from noise by Pearson's divergence and then
    // expressed in this one.
    const double low = fit.pearson > 0 ? lowest_noncentrality(fit, tail) / fit.pearson * divergence : 0;
    // Samples that agree better than chance would have it prove no more than those that agree as chance has it: otherwise
    // a sample beside itself would prove that nothing moved at all.
    const double high = noncentrality(std::max(fit.observed, fit.dimension), fit.dimension, widened(fit, tail)) / fit.size;
    // Above, the stretch is taken about the value less its bias: it must not magnify the bias as well.
    const double centre = std::max(0.0, divergence - fit.dimension / fit.size);
    return {std::max(0.0, divergence - fit.stretch * (divergence - low)), centre + std::max(fit.stretch, fit.stretch_most) * std::max(0.0, high - centre)};
}

Fit fit_of(const Divergence& kind, const Cells& cells, std::size_t bins) {
    Fit none;
    if (cells.reference.size() < 2) none.reason = Reason::few_events;
    else if (cells.reference_parts.empty() && cells.current_parts.empty()) return fit_rows(kind, cells, bins);
    else if (cells.reference_parts.empty() || cells.current_parts.empty()) none.reason = Reason::few_units;
    else return fit_units(kind, cells);
    return none;
}

}  // namespace

namespace {

/// The divergence of the plain counts.
double plain_divergence(const Divergence& kind, const Binned& bins, double weight) {
    double reference = 0;
    double current = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        reference += weight_of(bins.reference[b]);
        current += weight_of(bins.current[b]);
    }
    const double least = kind.half_if_empty ? 0.5 : 0;
    double sum = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        sum += kind.term(std::max(weight_of(bins.reference[b]), least) / reference, std::max(weight_of(bins.current[b]), least) / current, weight);
    }
    return sum;
}

}  // namespace

Estimate divergence(const Divergence& kind, Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Cut& cut) {
    const Tally& before = reference.of.total.tally;
    const Tally& now = current.of.total.tally;
    if (before.weight == 0) return Estimate::absent(Reason::no_reference);
    if (now.weight == 0) return Estimate::absent(Reason::no_rows);
    if (!same_type(reference.of.total, current.of.total)) return Estimate::absent(Reason::wrong_type, "one side has numbers, the other text");
    const Binned bins = binned(reference.of, current.of, cut);

    Estimate estimate;
    const double n = weight_of(before.weight);
    const double m = weight_of(now.weight);
    const Sizes sizes{n * m / (n + m), static_cast<double>(bins.labels.size())};
    const double plain = plain_divergence(kind, bins, n / (n + m));
    estimate.value = (kind.value != nullptr ? kind.value : kind.shown)(plain, sizes);
    estimate.rows = now.rows;
    estimate.units = current.of.units;
    estimate.units_exact = current.of.units_exact;
    estimate.units_named = current.of.clustered();
    estimate.method = estimate.units_named ? "noncentral chi-square, corrected for units" : "noncentral chi-square";
    const double widest = kind.shown(std::numeric_limits<double>::infinity(), sizes);
    if (bins.labels.size() < 2) {
        estimate.reason = Reason::constant;
        estimate.limits = [value = *estimate.value, widest](double) { return Limits{value, widest}; };
        return estimate;
    }
    const Cells cells = cells_of(bins, before, now);
    const Fit fit = fit_of(kind, cells, bins.labels.size());
    estimate.reason = fit.reason;
    if (fit.reason != Reason::none) {
        estimate.limits = [widest](double) { return Limits{0, widest}; };
        return estimate;
    }
    estimate.fixed_share = fit.fixed_share;
    estimate.unchanged = kind.shown(fit.unchanged, sizes);
    if (cells.much_pooled) estimate.detail = "many rare values: how far these moved is not known, so the upper limit is open";
    const double added = kind.expectation ? fit.unchanged : 0;
    estimate.limits = [fit, sizes, added, widest, shown = kind.shown, value = *estimate.value, open = cells.much_pooled](double tail) {
        const Limits limits = limits_of(fit, tail);
        const double high = open ? widest : shown(limits.high + added, sizes);
        // Unchanged samples show some divergence, so the plain value may lie above the limits of the true one; a value
        // beside its own interval would only puzzle.
        return Limits{std::min(value, shown(limits.low, sizes)), std::max(value, high)};
    };
    return estimate;
}

}  // namespace metrics
