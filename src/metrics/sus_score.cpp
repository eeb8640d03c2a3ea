#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    const double score = survey::answer(rows, 0, 100);
    if (!std::isnan(score)) reduced.counted({score});
}

constexpr Reduction reduction{.name = "sus_score", .key = Key::subject_or_row, .newest = true, .reduce = reduce};

}  // namespace

/// The system usability scale where its ten answers were added up when they were given; `sus` takes the answers themselves.
extern const Metric sus_score{
    .id = "sus_score",
    .family = Family::business,
    .summary = "System usability scale, from 0 to 100, of scores that were added up when they were given.",
    .estimand = "The mean usability score of all who would answer in this process.",
    .formula = "mean of the scores",
    .source = "Brooke 1996",
    .interval = "Hall's skewness-corrected t over those who answered, Clopper-Pearson at the effective number of them up to 200; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .lowest = 0,
    .highest = 100,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {72.5, 80, 65}, .current_size = 3, .value = 72.5, .says = "Three people whose answers make 72.5, 80 and 65: 72.5."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return survey::with_silence(estimate_key_mean(of, 0, 100, Rows::bounded), of, 0, 100); },
};

}  // namespace metrics
