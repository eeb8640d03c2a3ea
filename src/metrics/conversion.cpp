#include <cmath>

#include "metrics/intervals/keys.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

/// Once is enough. Where no label of a subject is known, neither is whether it converted.
void reduce(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    bool known = false;
    bool converted = false;
    for (const KeyRow& row : rows) {
        known = known || !std::isnan(row.label);
        converted = converted || row.label == 1;
    }
    if (known) reduced.counted({converted ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "conversion", .key = Key::subject, .outcome = true, .reduce = reduce};

}  // namespace

/// Of those who were there, how many did what was hoped for.
extern const Metric conversion{
    .id = "conversion",
    .family = Family::business,
    .summary = "Share of subjects with a positive label in at least one of their rows.",
    .estimand = "The probability that a subject of this process converts in a window.",
    .formula = "subjects with a positive label / subjects with a known label",
    .source = "Definition",
    .interval = "Mid-P over subjects, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .every_label = true,
    .example = {.current = {1, 0, 0, 1, 0}, .current_size = 5, .value = 0.4, .says = "Of five subjects two converted: 0.4."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of); },
};

}  // namespace metrics
