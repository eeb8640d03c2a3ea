#include "metrics/intervals/jensen_shannon.h"

namespace metrics {

/// Jensen-Shannon distance: bounded, symmetric, and finite where a bin is empty.
extern const Metric js_distance = divergence_metric<jensen_shannon>({
    .id = "js_distance",
    .summary = "Distance between two distributions over common bins, from 0 (the same) to 1 (nothing in common).",
    .words = {.sentence = "The distribution of {column} lies {value} from the reference, where 0 is the same and 1 is nothing in common"},
    .estimand = "The distance between the processes that the two samples come from, over bins that the reference decides.",
    .formula = "sqrt(sum over bins of (r log2(r / m) + c log2(c / m)) / 2), m = (r + c) / 2; r, c: the bin's share of the "
               "reference and of the current rows; bins as for psi.",
    .source = "Endres, Schindelin 2003, A new metric for probability distributions; scipy.spatial.distance.jensenshannon "
              "with base 2.",
    .highest = 1,
    .example = {.reference = {50, 50, 0},
                .reference_size = 3,
                .current = {0, 50, 50},
                .current_size = 3,
                .value = 0.7071067811865476,
                .says = "Half of the rows keep their category and half move to a new one: sqrt(1/2) = 0.707."},
});

}  // namespace metrics
