#include "metrics/intervals/share_distance.h"

namespace metrics {

/// Total variation: the drift that can be said in rows.
extern const Metric total_variation{
    .id = "total_variation",
    .family = Family::drift,
    .summary = "Share of the rows that must move to another bin to turn one sample into the other.",
    .words = {.sentence = "Of the rows of {column}, {value} must move to another value to be as in the reference"},
    .estimand = "The share between the processes that the two samples come from, over bins that the reference decides.",
    .formula = "sum over bins of |c - r| / 2; r, c: the bin's share of the reference and of the current rows; bins as for psi.",
    .source = "Levin, Peres, Wilmer 2009, Markov Chains and Mixing Times, 4.1. Evidently's TVD is the same for categories.",
    .interval = "Lower: the noise of the sum, drawn by row or by unit. Upper: the largest one-sided limit of the difference of "
                "any number of the bins that grew most.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .example = {.reference = {50, 30, 20},
                .reference_size = 3,
                .current = {30, 30, 40},
                .current_size = 3,
                .value = 0.2,
                .says = "From 50, 30 and 20 of a hundred to 30, 30 and 40: 20 rows of a hundred move."},
    .evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return share_distance(Largest::of_sets_of_bins, reference, current, setting);
    },
};

}  // namespace metrics
