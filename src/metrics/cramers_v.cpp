#include <algorithm>
#include <cmath>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

/// Of two samples that count alike, however large each is, phi squared is a quarter of this divergence.
double phi(double divergence) { return std::sqrt(std::clamp(divergence / 4, 0.0, 1.0)); }

/// Bergsma's correction, for two samples of equal size that together are as precise as these: of 4 N rows.
double corrected(double divergence, Sizes sizes) {
    const double all = 4 * sizes.rows - 1;
    const double free = sizes.bins - 1;
    if (all <= 0 || free <= 0) return 0;
    const double phi_squared = std::max(0.0, divergence / 4 - free / all);
    const double most = std::min(free - free * free / all, 1 - 1 / all);
    return most > 0 ? std::sqrt(std::min(1.0, phi_squared / most)) : 0;
}

constexpr Divergence kind{
    .factor = 1,
    .term = [](double r, double c, double) { return 2 * (c - r) * (c - r) / (r + c); },
    .slope_reference = [](double r, double c, double) { return 2 * (r - c) * (r + 3 * c) / ((r + c) * (r + c)); },
    .slope_current = [](double r, double c, double) { return 2 * (c - r) * (c + 3 * r) / ((r + c) * (r + c)); },
    .shown = [](double divergence, Sizes) { return phi(divergence); },
    .value = corrected,
};

}  // namespace

/// Cramér's V between which sample a row is of and its bin: chi-square without the growth with the number of rows.
extern const Metric cramers_v = divergence_metric<kind>({
    .id = "cramers_v",
    .summary = "How strongly a value's bin tells the reference from the current data, from 0 (not at all) to 1 (always).",
    .words = {.sentence = "How strongly {column} tells these rows from the reference, as Cramer's V, is {value}, where 0 is not at all and 1 is always"},
    .estimand = "Cramér's V of the two processes mixed half and half, over bins that the reference decides.",
    .formula = "sqrt(max(0, phi2 - (k - 1) / (t - 1)) / min(k - 1 - (k - 1)^2 / (t - 1), 1 - 1 / (t - 1))), phi2 = sum over "
               "the k bins of (c - r)^2 / (c + r) / 2, t = 4 n m / (n + m); r, c: the bin's share of the n reference and of the m "
               "current rows; bins as for psi. Where n = m it is Bergsma's corrected V of the table samples by bins.",
    .source = "Cramér 1946; Bergsma 2013, A bias-correction for Cramér's V and Tschuprow's T.",
    .highest = 1,
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {80, 20},
                .current_size = 2,
                .value = 0.30716460465049417,
                .says = "From 50 and 50 of a hundred to 80 and 20: phi2 = 0.0989, less 1 / 199 for chance: V = 0.307."},
});

}  // namespace metrics
