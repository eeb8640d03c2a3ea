#include "metrics/intervals/keys.h"
#include "metrics/subjects.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    const subjects::Span span = subjects::span_of(rows);
    if (!span.known()) return;
    const std::int64_t day = span.first + static_cast<std::int64_t>(given.number("day")) * subjects::micros_per_day;
    if (given.as_of < day + subjects::micros_per_day) return;  // the day is not over
    const bool back = span.last >= day;
    reduced.counted({back ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "rolling_retention", .key = Key::subject, .cohort = true, .time = true, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "day", .sentence = "The day after the first row that is looked at; days have 24 hours from the first row.", .fallback = 7, .lowest = 1, .highest = 36'500, .whole = true}}};

}  // namespace

/// Who has not been seen for the last time before the day. It can only rise as time passes, so that values of one moment
/// of looking are compared.
extern const Metric rolling_retention{
    .id = "rolling_retention",
    .family = Family::business,
    .summary = "Share of subjects who come on a certain day after their first, or later.",
    .estimand = "The probability that a new subject of this process comes again on that day or later.",
    .formula = "subjects with a row at first + day or later / subjects whose day is over",
    .source = "Definition, rolling or unbounded retention",
    .interval = "Mid-P over subjects, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .matures_after = [](const Setting& setting) { return setting.number("day") + 1; },
    .example = {.current = {1, 1, 0, 1}, .current_size = 4, .value = 0.75, .says = "Of four new subjects three were seen on the seventh day or later: 0.75."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of, Reason::not_matured); },
};

}  // namespace metrics
