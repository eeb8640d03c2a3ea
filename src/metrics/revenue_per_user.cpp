#include "metrics/intervals/keys.h"
#include "metrics/subjects.h"

namespace metrics {

namespace {

void reduce(std::span<const KeyRow> rows, const Circumstances& given, Reduced& reduced) { reduced.counted({subjects::total(rows, given.number("cap"))}); }

constexpr Reduction reduction{.name = "total", .key = Key::subject, .reduce = reduce};
constexpr std::array<Parameter, 1> parameters{{{.name = "cap", .sentence = "A subject's total counts at most as this; 0: no cap.", .fallback = 0, .lowest = 0}}};

}  // namespace

/// A row without an amount adds nothing, so that those who were there and bought nothing count with 0.
extern const Metric revenue_per_user{
    .id = "revenue_per_user",
    .family = Family::business,
    .summary = "Mean over subjects of what the amounts of their rows add up to.",
    .estimand = "The expected amount that a subject of this process brings in a window.",
    .formula = "mean over subjects of the sum of the column",
    .source = "Definition; Cochran 1977 (skewness)",
    .interval = "Hall's skewness-corrected t over subjects; jackknife over units other than the subject.",
    .needs = {.kind = Kind::key_sums, .column = true, .reduction = &reduction},
    .parameters = parameters,
    .better = Better::higher,
    .scale = Scale::number,
    .example = {.current = {0, 0, 30, 12}, .current_size = 4, .value = 10.5, .says = "Four subjects bring nothing, nothing, 30 and 12: 42 / 4 = 10.5."},
    .evaluate = [](const Split<KeySums>& of, const Setting&) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return estimate_key_mean(of, -infinity, infinity, Rows::unbounded);
    },
};

}  // namespace metrics
