#include <algorithm>

#include "metrics/intervals/keys.h"
#include "metrics/subjects.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    const subjects::Span span = subjects::span_of(rows);
    if (!span.known()) return;
    const std::int64_t day = span.first + static_cast<std::int64_t>(given.number("day")) * subjects::micros_per_day;
    if (given.as_of < day + subjects::micros_per_day) return;  // the day is not over
    const bool back = std::any_of(rows.begin(), rows.end(), [&](const KeyRow& row) { return subjects::has_time(row) && row.time >= day && row.time < day + subjects::micros_per_day; });
    reduced.counted({back ? 1.0 : 0.0});
}

constexpr Reduction reduction{.name = "retention", .key = Key::subject, .cohort = true, .time = true, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "day", .sentence = "The day after the first row that is looked at; days have 24 hours from the first row.", .fallback = 7, .lowest = 1, .highest = 36'500, .whole = true}}};

}  // namespace

/// Day-n retention. With windows, a subject belongs to that of its first row, whenever it comes back. Whose day is not
/// over as of the moment of looking is left out.
extern const Metric retention{
    .id = "retention",
    .family = Family::business,
    .summary = "Share of subjects who come on a certain day after their first.",
    .estimand = "The probability that a new subject of this process comes back on that day.",
    .formula = "subjects with a row in [first + day, first + day + 1) / subjects whose day is over",
    .source = "Definition, classic day-n retention",
    .interval = "Mid-P over subjects, Clopper-Pearson below ten on a side; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .reduction = &reduction},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .matures_after = [](const Setting& setting) { return setting.number("day") + 1; },
    .example = {.current = {1, 0, 0, 1}, .current_size = 4, .value = 0.5, .says = "Of four new subjects two came on the seventh day: 0.5."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) { return estimate_key_share(of, Reason::not_matured); },
};

}  // namespace metrics
