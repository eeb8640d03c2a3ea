#include "metrics/intervals/row_values.h"
#include "metrics/metric.h"

namespace metrics {

/// Requests fail together, for as long as an incident lasts: hours are the units, whatever else the charter names.
extern const Metric availability{
    .id = "availability",
    .family = Family::service,
    .summary = "Share of requests that were served; its interval takes hours as the units, because failures come together.",
    .words = {.share = {"requests", "is served", "are served"}},
    .estimand = "The probability that a request of this process is served, over hours like these.",
    .formula = "rows in which the column is true / rows in which it is true or false (also yes and no, 1 and 0)",
    .source = "Definition; pandas, Series.mean().",
    .interval = "Jackknife over the hours of the time column.",
    .needs = {.kind = Kind::row_powers, .column = true, .x = RowValue::flag, .hourly = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::higher,
    .scale = Scale::share,
    .example = {.current = {1, 1, 0, 1, 1, 1, 1, 1, 1, 1}, .current_size = 10, .value = 0.9, .says = "Of 10 requests 9 were served: 0.9."},
    .evaluate = [](const Split<Powers>& of, const Setting&) {
        Estimate estimate = estimate_share(of);
        if (of.clustered()) estimate.method = "jackknife over hours";
        return estimate;
    },
};

}  // namespace metrics
