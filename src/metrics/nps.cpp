#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    const double answer = survey::answer(rows, 0, 10);
    if (!std::isnan(answer)) reduced.counted({answer >= 9 ? 100.0 : answer <= 6 ? -100.0 : 0.0});
}

constexpr Reduction reduction{.name = "nps", .key = Key::subject_or_row, .newest = true, .reduce = reduce};

}  // namespace

/// Net promoter score. Who did not answer may think otherwise: the detail says how far that could move it.
extern const Metric nps{
    .id = "nps",
    .family = Family::business,
    .summary = "Net promoter score: per cent who answer 9 or 10 less per cent who answer 0 to 6.",
    .estimand = "The net promoter score of all who would answer in this process.",
    .formula = "100 * (promoters - detractors) / answers",
    .source = "Reichheld 2003; Rocks 2016 (intervals)",
    .interval = "Hall's skewness-corrected t over those who answered, Clopper-Pearson at the effective number of them up to 200; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .lowest = -100,
    .highest = 100,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {100, 100, 0, -100, 100}, .current_size = 5, .value = 40, .says = "Three promoters and one detractor of five: 60 - 20 = 40."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return survey::with_silence(estimate_key_mean(of, -100, 100, Rows::bounded), of, -100, 100); },
};

}  // namespace metrics
