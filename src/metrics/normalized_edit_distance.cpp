#include "metrics/intervals/mean.h"
#include "metrics/metric.h"

namespace metrics {

/// The same over the length of the longer text, so that long answers do not decide alone.
extern const Metric normalized_edit_distance{
    .id = "normalized_edit_distance",
    .family = Family::answers,
    .summary = "Mean share of a text that was changed between a draft and the text that was accepted: 0 is kept as it was, 1 nothing kept.",
    .words = {.sentence = "{value} of a text is changed before it is accepted"},
    .estimand = "The mean normalized edit distance between a draft of this process and the text accepted in its place.",
    .formula = "mean of Levenshtein's distance / length of the longer text; 0 for two empty texts",
    .source = "rapidfuzz, Levenshtein.normalized_distance",
    .interval = "Hall's skewness-corrected t; Clopper-Pearson at the effective number of rows up to 200; jackknife over named units.",
    .needs = {.kind = Kind::row_powers, .x = RowValue::edit_share},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {0.5, 0, 0.25},
                .current_size = 3,
                .value = 0.25,
                .says = "Half, none and a quarter changed: 0.25."},
    .evaluate = [](const Split<Powers>& of, const Setting&) { return estimate_mean(of, 0, 1, Rows::bounded); },
};

}  // namespace metrics
