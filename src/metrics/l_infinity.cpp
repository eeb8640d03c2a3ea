#include "metrics/intervals/share_distance.h"

namespace metrics {

/// The bin that moved most.
extern const Metric l_infinity{
    .id = "l_infinity",
    .family = Family::drift,
    .summary = "Largest difference between two samples in the share of any one category or bin.",
    .estimand = "The largest difference between the processes that the two samples come from, over bins that the reference decides.",
    .formula = "max over bins of |c - r|; r, c: the bin's share of the reference and of the current rows; bins as for psi, the "
               "categories that the reference lacks together.",
    .source = "TensorFlow Data Validation, infinity_norm; NannyML, l_infinity, which counts unseen categories one by one.",
    .interval = "Lower: the noise of the maximum, drawn by row or by unit. Upper: the largest one-sided limit of any bin's "
                "difference.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .example = {.reference = {50, 30, 20},
                .reference_size = 3,
                .current = {35, 30, 35},
                .current_size = 3,
                .value = 0.15,
                .says = "From 50, 30 and 20 of a hundred to 35, 30 and 35: 15 of a hundred."},
    .evaluate = [](Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
        return share_distance(Largest::of_each_bin, reference, current, setting);
    },
};

}  // namespace metrics
