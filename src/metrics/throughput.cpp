#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr Parameter parameters[]{{.name = "per", .sentence = "Seconds that are counted over: 1, 60 for a minute, 3600 for an hour.", .fallback = 1, .lowest = 1e-3, .highest = 1e9}};

/// The window's length; without a window, from the first row to the last.
std::optional<double> seconds_of(const Extent& of, const Setting& setting) {
    if (setting.seconds) return setting.seconds;
    if (!of.first || !of.last) return std::nullopt;
    return static_cast<double>(of.last->micros - of.first->micros) / static_cast<double>(base::micros_per_second);
}

}  // namespace

/// How much there was to do.
extern const Metric throughput{
    .id = "throughput",
    .family = Family::service,
    .summary = "Rows per second, or per another length of time.",
    .words = {.sentence = "{value} rows come per unit of time"},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows / (length of the window, or from the first row to the last, in seconds / per)",
    .source = "Definition.",
    .interval = "None: counted.",
    .needs = {.kind = Kind::extent, .reads = {.time = true}},
    .parameters = parameters,
    .lowest = 0,
    .better = Better::higher,
    .scale = Scale::number,
    .fact = true,
    .example = {.current = {30, 5400}, .current_size = 2, .value = 0.5, .says = "30 requests in the 60 seconds from the first to the last: 0.5 a second."},
    .evaluate = [](const Extent& of, const Setting& setting) {
        if (of.rows == 0) return Estimate::absent(Reason::no_rows);
        const std::optional<double> seconds = seconds_of(of, setting);
        if (!seconds) return Estimate::absent(Reason::missing_column, "no row has a time");
        if (*seconds <= 0) return Estimate::absent(Reason::no_denominator, "all rows have the same time; ask for a window");
        return Estimate::fact(static_cast<double>(of.rows) * setting.number("per") / *seconds, of.rows);
    },
};

}  // namespace metrics
