#include <cmath>
#include <limits>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

/// Pearson's statistic of the table samples by bins, over n m / (n + m).
double term(double r, double c, double weight) {
    const double both = weight * r + (1 - weight) * c;
    return (c - r) * (c - r) / both;
}

/// Step by step as in a contingency table: expected counts from the margins.
double value(const Binned& bins) {
    double n = 0;
    double m = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        n += weight_of(bins.reference[b]);
        m += weight_of(bins.current[b]);
    }
    double sum = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        const double r = weight_of(bins.reference[b]);
        const double c = weight_of(bins.current[b]);
        const double expected_reference = (r + c) * n / (n + m);
        const double expected_current = (r + c) * m / (n + m);
        sum += (r - expected_reference) * (r - expected_reference) / expected_reference;
        sum += (c - expected_current) * (c - expected_current) / expected_current;
    }
    return sum;
}

constexpr Divergence kind{
    .factor = 1,
    .term = term,
    .slope_reference =
        [](double r, double c, double weight) {
            const double both = weight * r + (1 - weight) * c;
            return -2 * (c - r) / both - weight * (c - r) * (c - r) / (both * both);
        },
    .slope_current =
        [](double r, double c, double weight) {
            const double both = weight * r + (1 - weight) * c;
            return 2 * (c - r) / both - (1 - weight) * (c - r) * (c - r) / (both * both);
        },
    .value = value,
    .shown = [](double divergence, double rows) { return divergence * rows; },
    .expectation = true,
};

}  // namespace

/// Pearson's chi-square statistic. It grows with the number of rows, so a bound on it is a bound for samples of one size;
/// psi and js_distance do not have this fault.
extern const Metric chi_square{
    .id = "chi_square",
    .family = Family::drift,
    .summary = "Pearson's statistic of how unlike two samples are over common bins; it grows with the number of rows.",
    .estimand = "The mean of the statistic over samples of these sizes: the number of bins less one when nothing changed, "
                "more when something did.",
    .formula = "sum over bins and both samples of (observed - expected)^2 / expected, expected from the margins of the table "
               "samples by bins, without Yates' correction; bins as for psi.",
    .source = "Pearson 1900; scipy.stats.chi2_contingency with correction=False.",
    .interval = "Noncentral chi-square over cells pooled to ten observations; with units corrected for the design effect.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {60, 40},
                .current_size = 2,
                .value = 2.0202020202020203,
                .says = "From 50 and 50 of a hundred to 60 and 40: 2 x 25 / 55 + 2 x 25 / 45 = 2.02."},
    .evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return divergence(kind, reference, current, setting);
    },
};

}  // namespace metrics
