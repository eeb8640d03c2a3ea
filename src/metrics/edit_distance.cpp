#include <limits>

#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// How much work was left for the person: name the draft as prediction and the text that was accepted as label.
extern const Metric edit_distance{
    .id = "edit_distance",
    .family = Family::answers,
    .summary = "Mean number of characters to insert, delete or replace between a draft and the text that was accepted.",
    .words = {.sentence = "Between draft and accepted text lie {value} edited characters on average"},
    .estimand = "The mean edit distance between a draft of this process and the text accepted in its place.",
    .formula = "mean of Levenshtein's distance between prediction and label, over Unicode code points",
    .source = "Levenshtein 1966; Myers 1999, A fast bit-vector algorithm for approximate string matching; rapidfuzz, Levenshtein.distance",
    .interval = "Hall's skewness-corrected t; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::edit_distance},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .every_label = true,
    .example = {.current = {3, 0, 6},
                .current_size = 3,
                .value = 3,
                .says = "kitten to sitting takes 3 edits, an accepted draft none, a third 6: 9 / 3 = 3."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, std::numeric_limits<double>::infinity(), Rows::unbounded); },
};

}  // namespace metrics
