#include <algorithm>

#include "metrics/metric.h"

namespace metrics {

/// How old the newest row is.
extern const Metric freshness{
    .id = "freshness",
    .family = Family::data,
    .summary = "Time since the newest row, in seconds.",
    .words = {.sentence = "The newest row is {value} old"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "as-of time - newest time, not below 0",
    .source = "Definition; dbt, source freshness.",
    .interval = "None: counted.",
    .needs = {.kind = Kind::extent, .reads = {.time = true}},
    .lowest = 0,
    .better = Better::lower,
    .scale = Scale::seconds,
    .fact = true,
    .example = {.current = {1000, 5400}, .current_size = 2, .value = 5400, .says = "The newest of 1,000 rows is an hour and a half old: 5,400 seconds."},
    .evaluate = [](const Extent& of, const Setting& setting) {
        if (of.rows == 0) return Estimate::absent(Reason::no_rows);
        if (!of.last) return Estimate::absent(Reason::missing_column, "no row has a time");
        if (!setting.as_of) return Estimate::absent(Reason::not_computed, "the as-of time is not known");
        const std::int64_t age = std::max<std::int64_t>(0, setting.as_of->micros - of.last->micros);
        return Estimate::fact(static_cast<double>(age) / static_cast<double>(base::micros_per_second), of.rows);
    },
};

}  // namespace metrics
