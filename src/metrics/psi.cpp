#include <cmath>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

constexpr Divergence kind{
    .factor = 1,
    .term = [](double r, double c, double) { return (c - r) * std::log(c / r); },
    .slope_reference = [](double r, double c, double) { return 1 - c / r - std::log(c / r); },
    .slope_current = [](double r, double c, double) { return 1 - r / c + std::log(c / r); },
    .shown = [](double divergence, Sizes) { return divergence; },
    .half_if_empty = true,
};

}  // namespace

/// Population stability index: how far the current distribution moved from the reference.
extern const Metric psi = divergence_metric<kind>({
    .id = "psi",
    .summary = "Distance between two distributions over common bins: how far the current data moved from the reference.",
    .words = {.sentence = "The population stability index of {column} against the reference is {value}"},
    .estimand = "The index between the processes that the two samples come from, over bins that the reference decides; a bin "
                "that one of them never fills counts as half an observation of a sample of this size.",
    .formula = "sum over bins of (c - r) ln(c / r); r, c: the bin's share of the reference and of the current rows, an empty "
               "bin counted as half an observation. Numbers: `bins` (10) bins of about equal count in the reference, "
               "their edges moved to the nearest of 128 steps for each power of two; categories: a bin each, unseen ones "
               "together; missing values: a bin.",
    .source = "Lewis 1994, An Introduction to Credit Scoring; Yurdakul, Naranjo 2020, Statistical properties of the "
              "population stability index. Peers differ in bins and in empty bins.",
    .example = {.reference = {50, 50},
                .reference_size = 2,
                .current = {60, 40},
                .current_size = 2,
                .value = 0.04054651081081644,
                .says = "From 50 and 50 of a hundred to 60 and 40: 0.1 ln 1.2 - 0.1 ln 0.8 = 0.0405."},
});

}  // namespace metrics
