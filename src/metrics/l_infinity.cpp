#include "metrics/intervals/share_distance.h"

namespace metrics {

/// The category that moved most. Over bins of a continuous number it would say more about the bins than about the column.
extern const Metric l_infinity{
    .id = "l_infinity",
    .family = Family::drift,
    .summary = "Largest difference between two samples in the share of any one category.",
    .words = {.sentence = "The share of one value of {column} changed by {value} against the reference, and no other by more"},
    .estimand = "The largest difference between the processes that the two samples come from, of categories or numbers that the reference has, the others together.",
    .formula = "max over values of |c - r|; r, c: the value's share of the reference and of the current rows; the values that the "
               "reference lacks count as one, and so do missing ones. Of numbers only where the reference has at most `bins` (10) "
               "different ones.",
    .source = "TensorFlow Data Validation, infinity_norm; NannyML, l_infinity, which counts unseen categories one by one.",
    .interval = "Lower: the noise of the maximum, drawn by row or by unit. Upper: the largest one-sided limit of any value's "
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
        if (reference.of.total.numbers.size() > static_cast<std::size_t>(setting.bins)) {
            return Estimate::absent(Reason::wrong_type, "numbers with many different values have no category that could move; total_variation and ks_distance look at them");
        }
        return share_distance(Largest::of_each_bin, reference, current, setting);
    },
};

}  // namespace metrics
