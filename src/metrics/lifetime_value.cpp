#include "metrics/intervals/keys.h"
#include "metrics/subjects.h"

namespace metrics {

namespace {

/// The first `days` of a subject; where they are not over, nothing.
void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) {
    const subjects::Span span = subjects::span_of(rows);
    const auto length = static_cast<std::int64_t>(given.number("days") * static_cast<double>(subjects::micros_per_day));
    if (!span.known() || given.as_of - span.first < length) return;
    std::vector<KeyRow> early;
    for (const KeyRow& row : rows) {
        if (subjects::has_time(row) && row.time - span.first < length) early.push_back(row);
    }
    reduced.counted({subjects::total(early, 0)});
}

constexpr Reduction reduction{.name = "lifetime_value", .key = Key::subject, .cohort = true, .time = true, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "days", .sentence = "The first so many days of a subject.", .fallback = 90, .lowest = 0.001, .highest = 36'500}}};

}  // namespace

/// The value of a cohort over a fixed horizon: nothing is extrapolated. With windows, a subject belongs to that of its
/// first row, and its later rows count wherever they lie.
extern const Metric lifetime_value{
    .id = "lifetime_value",
    .family = Family::business,
    .summary = "Mean over subjects of what they bring in the first days after their first row.",
    .estimand = "The expected amount that a new subject of this process brings in its first days.",
    .formula = "mean over subjects of the sum of the column in [first, first + days)",
    .source = "Definition: a fixed horizon, nothing extrapolated",
    .interval = "Hall's skewness-corrected t over subjects; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .parameters = parameters,
    .better = Better::higher,
    .scale = Scale::number,
    .matures_after = [](const Setting& setting) { return setting.number("days"); },
    .example = {.current = {20, 0, 40}, .current_size = 3, .value = 20, .says = "Three subjects bring 20, nothing and 40 in their first 90 days: 20 each."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return estimate_key_mean(of, -infinity, infinity, Rows::unbounded, Reason::not_matured);
    },
};

}  // namespace metrics
