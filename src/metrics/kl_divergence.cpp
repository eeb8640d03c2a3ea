#include <cmath>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

constexpr Divergence kind{
    .factor = 2,
    .term = [](double r, double c, double) { return r * std::log(r / c) - r + c; },
    .slope_reference = [](double r, double c, double) { return std::log(r / c); },
    .slope_current = [](double r, double c, double) { return 1 - r / c; },
    .shown = [](double divergence, Sizes) { return divergence; },
    .half_if_empty = true,
};

}  // namespace

/// Kullback-Leibler divergence, from the reference's side: it weighs bins by how often the reference has them.
extern const Metric kl_divergence = divergence_metric<kind>({
    .id = "kl_divergence",
    .summary = "What it costs, in nats per row, to take the current distribution for the reference's; it is not symmetric.",
    .words = {.sentence = "The distribution of {column} diverges from the reference by {value} nats"},
    .estimand = "The divergence between the processes that the two samples come from, over bins that the reference decides; a "
                "bin that one of them never fills counts as half an observation of a sample of this size.",
    .formula = "sum over bins of r ln(r / c) + c - r; r, c: the bin's share of the reference and of the current rows, an empty "
               "bin counted as half an observation (without one, c - r adds up to nothing); bins as for psi.",
    .source = "Kullback, Leibler 1951, On information and sufficiency; scipy.special.kl_div.",
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {75, 25},
                .current_size = 2,
                .value = 0.14384103622589045,
                .says = "From 50 and 50 of a hundred to 75 and 25: 0.5 ln(2 / 3) + 0.5 ln 2 = 0.144."},
});

}  // namespace metrics
