#include <algorithm>

#include <fmt/format.h>

#include "metrics/intervals/exceedance.h"
#include "metrics/intervals/multiplicity.h"
#include "metrics/metric.h"

namespace metrics {

extern const Metric drift;

namespace {

/// Of the columns that are listed, at most this share is listed by chance, on average.
constexpr double false_discoveries = 0.05;
constexpr std::size_t names_shown_max = 20;

constexpr Parameter parameters[] = {
    {.name = "limit", .sentence = "A column has drifted when its drift lies above this.", .fallback = 0.1, .lowest = 0, .highest = 1},
};

std::string listed(std::span<const NamedEstimate> columns, const std::vector<bool>& drifted) {
    std::string names;
    std::size_t count = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (drifted[i] && ++count <= names_shown_max) names += (names.empty() ? "" : ", ") + columns[i].name;
    }
    if (count > names_shown_max) names += fmt::format(" and {} more", count - names_shown_max);
    return count == 0 ? fmt::format("none of {} columns", columns.size()) : fmt::format("{} of {} columns: {}", count, columns.size(), names);
}

std::size_t number_of(const std::vector<bool>& flags) { return static_cast<std::size_t>(std::count(flags.begin(), flags.end(), true)); }

/// Whatever is not known of a column leaves it on neither side.
Estimate evaluate_share(std::span<const NamedEstimate> columns, const Setting& setting) {
    const double bound = setting.number("limit");
    std::vector<double> above, below;
    Estimate estimate;
    std::size_t unknown = 0;
    for (const auto& [name, drift_of] : columns) {
        const bool known = drift_of.value && drift_of.reason == Reason::none;
        const Exceedance p = known ? exceedance(drift_of, bound) : Exceedance{};
        above.push_back(p.above);
        below.push_back(p.below);
        unknown += known ? 0 : 1;
        estimate.rows = std::max(estimate.rows, drift_of.rows);
        estimate.units = std::max(estimate.units, drift_of.units);
        estimate.units_exact = estimate.units_exact && drift_of.units_exact;
        estimate.units_named = estimate.units_named || drift_of.units_named;
    }
    if (columns.empty() || unknown == columns.size()) return Estimate::absent(columns.empty() ? Reason::no_rows : columns.front().estimate.reason, "no column's drift is known");
    const auto all = static_cast<double>(columns.size());
    const auto drifted = benjamini_hochberg(above, false_discoveries);
    estimate.value = static_cast<double>(number_of(drifted)) / all;
    estimate.method = "Benjamini and Hochberg at the limit, Holm around";
    estimate.detail = listed(columns, drifted);
    if (unknown > 0) estimate.detail += fmt::format("; of {} it is not known", unknown);
    estimate.limits = [above, below, all, value = *estimate.value](double tail) {
        const double low = static_cast<double>(number_of(holm(above, tail))) / all;
        const double high = 1 - static_cast<double>(number_of(holm(below, tail))) / all;
        return Limits{std::min(low, value), std::max(high, value)};
    };
    return estimate;
}

}  // namespace

/// Dataset drift: which columns drifted by more than matters, with no more false ones among them than is said.
extern const Metric drifted_share{
    .id = "drifted_share",
    .family = Family::drift,
    .summary = "Share of the named columns whose drift lies above a limit, with few false ones among them however many are looked at.",
    .words = {.sentence = "The share of columns that drifted beyond the limit is {value}"},
    .estimand = "The share of the columns whose true drift lies above the limit.",
    .formula = "columns listed / columns. Each column's drift is tested against `limit` (0.1), not against nothing having changed, "
               "and the list is Benjamini and Hochberg's: on average at most 5 % of it is false.",
    .source = "Benjamini, Hochberg 1995, Controlling the false discovery rate; Holm 1979.",
    .interval = "Lower: the columns that lie above the limit after Holm's correction. Upper: all but those that lie below it after "
                "Holm's correction. Both hold for all columns together.",
    .needs = {.kind = Kind::histogram, .reference = true, .column = true, .columns = true},
    .parameters = parameters,
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .example = {.reference = {500, 500, 500, 500},
                .reference_size = 4,
                .current = {500, 500, 900, 100},
                .current_size = 4,
                .value = 0.5,
                .says = "One of two columns stays at 500 and 500 of a thousand, the other goes to 900 and 100, a drift of 0.33: a half."},
    .evaluate = evaluate_share,
    .of_each = &drift,
};

}  // namespace metrics
