#include <algorithm>
#include <cmath>
#include <numbers>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

/// x ln(x / y), which goes to zero with x.
double relative(double x, double y) { return x > 0 ? x * std::log(x / y) : 0; }

/// In nats.
double term(double r, double c, double) {
    const double middle = (r + c) / 2;
    return (relative(r, middle) + relative(c, middle)) / 2;
}

/// From a divergence in nats to a distance in bits; at most 1.
double distance(double divergence, double) { return std::sqrt(std::clamp(divergence / std::numbers::ln2, 0.0, 1.0)); }

double value(const Binned& bins) {
    const std::vector<double> reference = shares_of(bins.reference);
    const std::vector<double> current = shares_of(bins.current);
    double sum = 0;
    for (std::size_t b = 0; b < reference.size(); ++b) sum += term(reference[b], current[b], 0);
    return distance(sum, 0);
}

constexpr Divergence kind{
    .factor = 8,
    .term = term,
    .slope_reference = [](double r, double c, double) { return std::log(2 * r / (r + c)) / 2; },
    .slope_current = [](double r, double c, double) { return std::log(2 * c / (r + c)) / 2; },
    .value = value,
    .shown = distance,
};

}  // namespace

/// Jensen-Shannon distance: bounded, symmetric, and finite where a bin is empty.
extern const Metric js_distance{
    .id = "js_distance",
    .family = Family::drift,
    .summary = "Distance between two distributions over common bins, from 0 (the same) to 1 (nothing in common).",
    .estimand = "The distance between the processes that the two samples come from, over bins that the reference decides.",
    .formula = "sqrt(sum over bins of (r log2(r / m) + c log2(c / m)) / 2), m = (r + c) / 2; r, c: the bin's share of the "
               "reference and of the current rows; bins as for psi.",
    .source = "Endres, Schindelin 2003, A new metric for probability distributions; scipy.spatial.distance.jensenshannon "
              "with base 2.",
    .interval = "Noncentral chi-square over cells pooled to ten observations; with units corrected for the design effect.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.reference = {50, 50, 0},
                .reference_size = 3,
                .current = {0, 50, 50},
                .current_size = 3,
                .value = 0.7071067811865476,
                .says = "Half of the rows keep their category and half move to a new one: sqrt(1/2) = 0.707."},
    .evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return divergence(kind, reference, current, setting);
    },
};

}  // namespace metrics
