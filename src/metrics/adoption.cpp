#include <cmath>

#include "metrics/intervals/keys.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    double used = 0;
    bool known = false;
    for (const KeyRow& row : rows) {
        known = known || !std::isnan(row.value);
        if (!std::isnan(row.value) && row.value != 0) ++used;
    }
    if (known) reduced.counted({used >= given.number("times") ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "adoption", .key = Key::subject, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "times", .sentence = "Who used it so many times has adopted it.", .fallback = 1, .lowest = 1, .highest = 1e9, .whole = true}}};

}  // namespace

/// Who uses what was built for them, of all who could. `of` names a column that is not 0 where it was used.
extern const Metric adoption{
    .id = "adoption",
    .family = Family::business,
    .summary = "Share of subjects in at least one of whose rows the column is not 0.",
    .estimand = "The probability that a subject of this process uses it in a window.",
    .formula = "subjects with the column not 0 in `times` rows / subjects with a known value",
    .source = "Definition",
    .interval = "Mid-P over subjects, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .example = {.current = {1, 1, 0, 1}, .current_size = 4, .value = 0.75, .says = "Three of four subjects used it: 0.75."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of); },
};

}  // namespace metrics
