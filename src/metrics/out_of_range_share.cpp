#include <cmath>

#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Parameter parameters[]{
    {.name = "min", .sentence = "The least value that is in range; where it is not given, the data contract's.", .fallback = -infinity},
    {.name = "max", .sentence = "The greatest value that is in range; where it is not given, the data contract's.", .fallback = infinity},
};

std::int64_t counted(const Quality& of, std::string_view beginning) {
    std::int64_t count = 0;
    for (const auto& [reason, rows] : of.reasons) count += reason.starts_with(beginning) ? rows : 0;
    return count;
}

}  // namespace

/// The part of the contract that is about size; see invalid_share for all of it.
extern const Metric out_of_range_share{
    .id = "out_of_range_share",
    .family = Family::data,
    .summary = "Share of the numbers of a column that lie outside its range.",
    .words = {.share = {"numbers of {column}", "is out of range", "are out of range"}},
    .estimand = "A fact about the rows that were delivered.",
    .formula = "rows below min or above max / rows that have a number",
    .source = "Definition; pandas, 1 - Series.between(min, max).mean().",
    .interval = "None: counted.",
    .needs = {.kind = Kind::quality, .column = true},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .fact = true,
    .example = {.current = {200, 3, 5}, .current_size = 3, .value = 0.025380710659898477, .says = "Of 197 numbers 5 are out of range: 0.0254."},
    .evaluate = [](const Quality& of, const Setting& setting) {
        if (!std::isfinite(setting.number("min")) && !std::isfinite(setting.number("max"))) return Estimate::absent(Reason::no_range);
        if (of.rows == 0) return Estimate::absent(Reason::no_rows);
        const std::int64_t no_number = of.missing + counted(of, "not a number");
        const std::int64_t numbers = of.rows - no_number;
        if (numbers == 0) return Estimate::absent(Reason::no_denominator, "no row has a number");
        const std::int64_t below = counted(of, "below ");
        const std::int64_t above = counted(of, "above ");
        Estimate estimate = Estimate::fact(static_cast<double>(below + above) / static_cast<double>(numbers), numbers);
        estimate.left_out = no_number;
        if (below + above > 0) estimate.detail = std::to_string(below) + " below, " + std::to_string(above) + " above";
        return estimate;
    },
};

}  // namespace metrics
