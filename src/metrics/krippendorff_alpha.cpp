#include "metrics/krippendorff.h"

namespace metrics {

/// Of ratings that are names: two are the same or not.
extern const Metric krippendorff_alpha{
    .id = "krippendorff_alpha",
    .family = Family::answers,
    .summary = "How far judges who rate the same items agree beyond chance, ratings being names.",
    .words = {.sentence = "Judges agree {value} of the way from chance to always in {column}"},
    .estimand = "Krippendorff's alpha of such judges' ratings of all items of this process, taken as names.",
    .formula = "1 - observed / expected disagreement, over pairs of ratings of one item and over pairs of any; a pair counts 1 where the two differ; in an item with m ratings a pair counts 1 / (m - 1)",
    .source = "Krippendorff 2011, Computing Krippendorff's alpha-reliability; krippendorff, alpha(level_of_measurement=\"nominal\")",
    .interval = "Jackknife over items, or over named units, on the logarithm of the disagreement; from 40 items on of which ten divide the judges.",
    .needs = {.kind = Kind::key_ratings, .column = true, .reduction = &krippendorff::words},
    .lowest = -1,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {1, 1, 2, 2, 3, 3, 1, 3, 2, 3, 2, 2}, .current_size = 12, .value = 0.5319148936170213, .says = "Of six items, which two judges each put into 1, 2 or 3, two divide them: 0.532."},
    .evaluate = [](const Split<Agreement>& of, const Setting&) { return krippendorff::estimate(of, krippendorff::Level::nominal); },
};

}  // namespace metrics
