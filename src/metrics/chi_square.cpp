#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

/// Pearson's statistic of the table samples by bins, over n m / (n + m).
constexpr Divergence kind{
    .factor = 1,
    .term =
        [](double r, double c, double weight) {
            const double both = weight * r + (1 - weight) * c;
            return (c - r) * (c - r) / both;
        },
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
    .shown = [](double divergence, Sizes sizes) { return divergence * sizes.rows; },
    .expectation = true,
};

}  // namespace

/// Pearson's chi-square statistic. It grows with the number of rows, so a bound on it is a bound for samples of one size;
/// psi, js_distance and cramers_v do not have this fault.
extern const Metric chi_square = divergence_metric<kind>({
    .id = "chi_square",
    .summary = "Pearson's statistic of how unlike two samples are over common bins; it grows with the number of rows.",
    .words = {.sentence = "The distribution of {column} differs from the reference by a chi-square of {value}"},
    .estimand = "The mean of the statistic over samples of these sizes: the number of bins less one when nothing changed, "
                "more when something did.",
    .formula = "sum over bins and both samples of (observed - expected)^2 / expected, expected from the margins of the table "
               "samples by bins, without Yates' correction; bins as for psi.",
    .source = "Pearson 1900; scipy.stats.chi2_contingency with correction=False.",
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {60, 40},
                .current_size = 2,
                .value = 2.0202020202020203,
                .says = "From 50 and 50 of a hundred to 60 and 40: 2 x 25 / 55 + 2 x 25 / 45 = 2.02."},
});

}  // namespace metrics
