#include <limits>

#include "metrics/intervals/quantile.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr Parameter parameters[]{{.name = "q", .sentence = "Which quantile: 0.95 is the value that 95 of 100 rows do not exceed.", .fallback = 0.95, .lowest = 0.0001, .highest = 0.9999}};

}  // namespace

/// How long all but the slowest wait; name the column of durations, in whatever unit.
extern const Metric latency{
    .id = "latency",
    .family = Family::service,
    .summary = "Quantile of how long requests took: at q = 0.95, what 95 of 100 do not exceed.",
    .words = {.sentence = "All but the slowest are done within {value} ({column})"},
    .estimand = "The quantile of the duration of a request of this process.",
    .formula = "the value at rank 1 + q (n - 1) in ascending order, linearly between ranks",
    .source = "Hyndman, Fan 1996, Sample quantiles in statistical packages, type 7; NumPy, quantile; pandas, Series.quantile().",
    .interval = "Order statistics; named units: Woodruff, jackknife.",
    .needs = {.kind = Kind::row_runs, .column = true, .x = RowValue::column},
    .parameters = parameters,
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::number,
    .example = {.current = {100, 110, 120, 130, 500},
                .current_size = 5,
                .value = 425.99999999999994,
                .says = "Of five the rank 0.95 x 4 = 3.8 lies between 130 and 500: 130 + 0.8 x 370 = 426."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_quantile(of, setting.number("q"), 0, std::numeric_limits<double>::infinity()); },
};

}  // namespace metrics
