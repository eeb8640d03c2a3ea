#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    const double answer = survey::answer(rows, 1, given.number("scale"));
    if (!std::isnan(answer)) reduced.counted({answer >= given.number("from") ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "csat", .key = Key::subject_or_row, .newest = true, .reduce = reduce};
constexpr std::array<Parameter, 2> parameters{{
    {.name = "from", .sentence = "Answers of this and more are satisfied.", .fallback = 4},
    {.name = "scale", .sentence = "The best answer; the worst is 1.", .fallback = 5, .lowest = 2},
}};

}  // namespace

/// Customer satisfaction: top-box share, of answers on a scale from 1.
extern const Metric csat{
    .id = "csat",
    .family = Family::business,
    .summary = "Customer satisfaction: share of the answers that are satisfied.",
    .estimand = "The share of satisfied answers of all who would answer in this process.",
    .formula = "answers of `from` and more / answers",
    .source = "Definition, top two boxes of five",
    .interval = "Mid-P over those who answered, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .example = {.current = {1, 1, 0, 1}, .current_size = 4, .value = 0.75, .says = "Three of four answers are 4 or 5: 0.75."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return survey::with_silence(estimate_key_share(of), of, 0, 1); },
};

}  // namespace metrics
