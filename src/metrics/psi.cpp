#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

/// Shares in which an empty bin counts as half an observation; without this one missing category would be infinite drift.
double at_least_half(Mass mass, double all) { return std::max(weight_of(mass), 0.5) / all; }

double value(const Binned& bins) {
    double reference = 0;
    double current = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        reference += weight_of(bins.reference[b]);
        current += weight_of(bins.current[b]);
    }
    double sum = 0;
    for (std::size_t b = 0; b < bins.labels.size(); ++b) {
        const double r = at_least_half(bins.reference[b], reference);
        const double c = at_least_half(bins.current[b], current);
        sum += (c - r) * std::log(c / r);
    }
    return sum;
}

constexpr Divergence kind{
    .factor = 1,
    .term = [](double r, double c, double) { return (c - r) * std::log(c / r); },
    .slope_reference = [](double r, double c, double) { return 1 - c / r - std::log(c / r); },
    .slope_current = [](double r, double c, double) { return 1 - r / c + std::log(c / r); },
    .value = value,
    .shown = [](double divergence, double) { return divergence; },
};

}  // namespace

/// Population stability index: how far the current distribution moved from the reference.
extern const Metric psi{
    .id = "psi",
    .family = Family::drift,
    .summary = "Distance between two distributions over common bins: how far the current data moved from the reference.",
    .estimand = "The index between the processes that the two samples come from, over bins that the reference decides; a bin "
                "that one of them never fills counts as half an observation of a sample of this size.",
    .formula = "sum over bins of (c - r) ln(c / r); r, c: the bin's share of the reference and of the current rows, an empty "
               "bin counted as half an observation. Numbers: `bins` (10) bins of about equal count in the reference, "
               "their edges moved to the nearest of 128 steps for each power of two; categories: a bin each, unseen ones "
               "together; missing values: a bin.",
    .source = "Lewis 1994, An Introduction to Credit Scoring; Yurdakul, Naranjo 2020, Statistical properties of the "
              "population stability index. Peers differ in bins and in empty bins.",
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
                .value = 0.04054651081081644,
                .says = "From 50 and 50 of a hundred to 60 and 40: 0.1 ln 1.2 - 0.1 ln 0.8 = 0.0405."},
    .evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return divergence(kind, reference, current, setting);
    },
};

}  // namespace metrics
