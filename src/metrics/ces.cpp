#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    const double answer = survey::answer(rows, 1, 7);
    if (!std::isnan(answer)) reduced.counted({answer});
}

constexpr Reduction reduction{.name = "ces", .key = Key::subject_or_row, .newest = true, .reduce = reduce};

}  // namespace

/// Customer effort score, on a scale from 1 (much effort) to 7 (none).
extern const Metric ces{
    .id = "ces",
    .family = Family::business,
    .summary = "Customer effort score: mean answer on a scale from 1 to 7, on which 7 is no effort.",
    .estimand = "The mean effort score of all who would answer in this process.",
    .formula = "mean of the answers",
    .source = "Dixon, Freeman and Toman 2010; version 2.0 of the scale",
    .interval = "Hall's skewness-corrected t over those who answered, Clopper-Pearson at the effective number of them up to 200; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .lowest = 1,
    .highest = 7,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {7, 5, 6, 4}, .current_size = 4, .value = 5.5, .says = "Four answers of 7, 5, 6 and 4: 5.5."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return survey::with_silence(estimate_key_mean(of, 1, 7, Rows::bounded), of, 1, 7); },
};

}  // namespace metrics
