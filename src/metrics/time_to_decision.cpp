#include <limits>

#include "metrics/intervals/quantile.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr Parameter parameters[]{{.name = "q", .sentence = "Which quantile: 0.5 is the median, which half of the decisions do not exceed.", .fallback = 0.5, .lowest = 0.0001, .highest = 0.9999}};

}  // namespace

/// How long a person takes from seeing a prediction to deciding; name the column of seconds. Neither end is good by itself: who takes
/// no time does not look.
extern const Metric time_to_decision{
    .id = "time_to_decision",
    .family = Family::business,
    .summary = "Time from a prediction to a person's decision; the median where no other quantile is asked for.",
    .words = {.sentence = "A person decides within {value} ({column})"},
    .estimand = "The quantile of the time to a decision of this process.",
    .formula = "the value at rank 1 + q (n - 1) in ascending order, linearly between ranks",
    .source = "Hyndman, Fan 1996, Sample quantiles in statistical packages, type 7; NumPy, quantile; pandas, Series.quantile().",
    .interval = "Order statistics; named units: Woodruff, jackknife.",
    .needs = {.kind = Kind::row_runs, .column = true, .x = RowValue::column},
    .parameters = parameters,
    .lowest = 0,
    .better = Better::neither,
    .scale = Scale::seconds,
    .example = {.current = {2, 4, 9, 30},
                .current_size = 4,
                .value = 6.5,
                .says = "Of 2, 4, 9 and 30 seconds the median lies in the middle of 4 and 9: 6.5 seconds."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_quantile(of, setting.number("q"), 0, std::numeric_limits<double>::infinity()); },
};

}  // namespace metrics
