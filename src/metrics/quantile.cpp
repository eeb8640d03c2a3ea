#include <limits>

#include "metrics/intervals/quantile.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr Parameter parameters[]{{.name = "q", .sentence = "Which quantile: 0.95 is the value that 95 of 100 rows do not exceed.", .fallback = 0.5, .lowest = 0.0001, .highest = 0.9999}};

}  // namespace

/// The median unless another is asked for.
extern const Metric quantile{
    .id = "quantile",
    .family = Family::data,
    .summary = "Quantile of a column; the median where no other is asked for.",
    .words = {.sentence = "The quantile of {column} is {value}"},
    .estimand = "The quantile of the column in this process.",
    .formula = "the value at rank 1 + q (n - 1) in ascending order, linearly between ranks",
    .source = "Hyndman, Fan 1996, Sample quantiles in statistical packages, type 7; NumPy, quantile; pandas, Series.quantile().",
    .interval = "Order statistics; named units: Woodruff, jackknife.",
    .needs = {.kind = Kind::row_runs, .column = true, .x = RowValue::column},
    .parameters = parameters,
    .better = Better::neither,
    .scale = Scale::number,
    .example = {.current = {2, 4, 9, 30},
                .current_size = 4,
                .value = 6.5,
                .says = "Of 2, 4, 9 and 30 the median lies in the middle of 4 and 9: 6.5."},
    .evaluate = [](const Runs& of, const Setting& setting) { return estimate_quantile(of, setting.number("q"), -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()); },
};

}  // namespace metrics
