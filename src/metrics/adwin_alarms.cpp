#include "metrics/intervals/alarms.h"
#include "metrics/metric.h"
#include "metrics/statistics/adaptive_window.h"

namespace metrics {

namespace {

constexpr Parameter parameters[] = {
    {.name = "delta", .sentence = "Smaller values raise fewer alarms.", .fallback = 0.002, .lowest = 1e-12, .highest = 1},
    {.name = "clock", .sentence = "Values between two looks.", .fallback = 32, .lowest = 1, .highest = 1'000'000, .whole = true},
    {.name = "max_buckets", .sentence = "Buckets of each size, before two are joined.", .fallback = 5, .lowest = 1, .highest = 1000, .whole = true},
    {.name = "min_window_length", .sentence = "Values in each part that is compared.", .fallback = 5, .lowest = 1, .highest = 1'000'000, .whole = true},
    {.name = "grace_period", .sentence = "Values before the first look.", .fallback = 10, .lowest = 0, .highest = 1'000'000, .whole = true},
};

}  // namespace

/// How often ADWIN says that the mean of a column has changed, fed value by value in order of arrival.
extern const Metric adwin_alarms{
    .id = "adwin_alarms",
    .family = Family::drift,
    .summary = "How often ADWIN finds that a column's mean has changed, value by value in order of arrival.",
    .estimand = "A count of alarms about these rows in this order.",
    .formula = "A window grows with the stream, in buckets of 1, 2, 4, ... values; where it can be cut so that the means of both parts differ by more "
               "than sqrt(2 m v d) + 2/3 d m, its old part is dropped and everything starts anew; m: 1 / (n0 - c + 1) + 1 / (n1 - c + 1), v: the "
               "variance, d: ln(2 ln n / delta), c: min_window_length.",
    .source = "Bifet, Gavalda 2007, Learning from time-changing data with adaptive windowing; river, drift.ADWIN: the same alarms at the same rows",
    .interval = "None: counted.",
    .needs = {.kind = Kind::sequence, .column = true},
    .parameters = parameters,
    .lowest = 0,
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::lower,
    .scale = Scale::count,
    .fact = true,
    .example = {.current = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, .current_size = 12, .value = 0, .says = "Twelve values are fewer than the first look takes: no alarm."},
    .evaluate = [](const Sequence& sequence, const Setting& setting) {
        return count_alarms(sequence, AdaptiveWindow({.delta = setting.number("delta"), .clock = static_cast<std::int64_t>(setting.number("clock")),
                                                      .buckets = static_cast<int>(setting.number("max_buckets")), .part_min = setting.number("min_window_length"), .grace = setting.number("grace_period")}));
    },
};

}  // namespace metrics
