#include <algorithm>
#include <cmath>

#include "metrics/intervals/divergence.h"

namespace metrics {

namespace {

constexpr Divergence kind{
    .factor = 8,
    .term =
        [](double r, double c, double) {
            const double moved = std::sqrt(c) - std::sqrt(r);
            return moved * moved / 2;
        },
    .slope_reference = [](double r, double c, double) { return (1 - std::sqrt(c / r)) / 2; },
    .slope_current = [](double r, double c, double) { return (1 - std::sqrt(r / c)) / 2; },
    .shown = [](double divergence, Sizes) { return std::sqrt(std::clamp(divergence, 0.0, 1.0)); },
};

}  // namespace

/// Hellinger distance: bounded and symmetric; small bins weigh more than in the Jensen-Shannon distance.
extern const Metric hellinger_distance = divergence_metric<kind>({
    .id = "hellinger_distance",
    .summary = "Distance between two distributions over common bins by the roots of their shares, from 0 (the same) to 1 "
               "(nothing in common).",
    .words = {.sentence = "The distribution of {column} lies a Hellinger distance of {value} from the reference, where 0 is the same and 1 is nothing in common"},
    .estimand = "The distance between the processes that the two samples come from, over bins that the reference decides.",
    .formula = "sqrt(sum over bins of (sqrt(c) - sqrt(r))^2 / 2); r, c: the bin's share of the reference and of the current "
               "rows; bins as for psi.",
    .source = "Hellinger 1909; Pardo 2006, Statistical Inference Based on Divergence Measures. NannyML computes the same over its own bins.",
    .highest = 1,
    .example = {.reference = {50, 50, 0},
                .reference_size = 3,
                .current = {0, 50, 50},
                .current_size = 3,
                .value = 0.7071067811865476,
                .says = "Half of the rows keep their category and half move to a new one: sqrt((1/2 + 1/2) / 2) = 0.707."},
});

}  // namespace metrics
