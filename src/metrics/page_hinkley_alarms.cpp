#include "metrics/intervals/alarms.h"
#include "metrics/metric.h"
#include "metrics/statistics/adaptive_window.h"

namespace metrics {

namespace {

constexpr Parameter parameters[] = {
    {.name = "min_instances", .sentence = "Values before the first alarm.", .fallback = 30, .lowest = 1, .highest = 1'000'000, .whole = true},
    {.name = "delta", .sentence = "How far values may lie from their mean without adding up.", .fallback = 0.005, .lowest = 0},
    {.name = "lambda", .sentence = "The sum of deviations that raises the alarm; river calls it threshold.", .fallback = 50, .lowest = 0},
    {.name = "alpha", .sentence = "What is kept of the sum from value to value.", .fallback = 0.9999, .lowest = 0, .highest = 1},
};

}  // namespace

/// How often Page and Hinkley's test says that the mean of a column has risen or fallen, in order of arrival.
extern const Metric page_hinkley_alarms{
    .id = "page_hinkley_alarms",
    .family = Family::drift,
    .summary = "How often Page and Hinkley's test finds that a column's mean has risen or fallen, in order of arrival.",
    .estimand = "A count of alarms about these rows in this order.",
    .formula = "u = alpha u + (x - mean so far) - delta, d = alpha d + (x - mean so far) + delta; alarm where u - min u or max d - d exceeds lambda, and everything starts anew.",
    .source = "Page 1954, Continuous inspection schemes; Mouss et al. 2004; river, drift.PageHinkley: the same alarms at the same rows",
    .interval = "None: counted.",
    .needs = {.kind = Kind::sequence, .column = true},
    .parameters = parameters,
    .lowest = 0,
    .highest = std::numeric_limits<double>::infinity(),
    .better = Better::lower,
    .scale = Scale::count,
    .fact = true,
    .example = {.current = {0, 0, 0, 1, 1, 1}, .current_size = 6, .value = 0, .says = "Six values are fewer than the thirty before which there is no alarm: none."},
    .evaluate = [](const Sequence& sequence, const Setting& setting) {
        return count_alarms(sequence, PageHinkley({.instances_min = setting.number("min_instances"), .delta = setting.number("delta"), .lambda = setting.number("lambda"), .alpha = setting.number("alpha")}));
    },
};

}  // namespace metrics
