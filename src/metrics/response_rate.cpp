#include <algorithm>
#include <cmath>

#include "metrics/survey.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    const bool answered = std::any_of(rows.begin(), rows.end(), [](const KeyRow& row) { return !std::isnan(row.value); });
    reduced.counted({answered ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "response_rate", .key = Key::subject_or_row, .newest = true, .reduce = reduce};

}  // namespace

/// Who answers of those who are asked. A row without a value is a question without an answer.
extern const Metric response_rate{
    .id = "response_rate",
    .family = Family::business,
    .summary = "Share of those who were asked that answered.",
    .estimand = "The probability that somebody who is asked in this process answers.",
    .formula = "subjects with an answer / subjects with a row",
    .source = "AAPOR 2023, Standard Definitions, RR1 where all who are asked are eligible",
    .interval = "Mid-P over those who answered, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .example = {.current = {1, 0, 1, 0, 0}, .current_size = 5, .value = 0.4, .says = "Five were asked and two answered: 0.4."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of); },
};

}  // namespace metrics
