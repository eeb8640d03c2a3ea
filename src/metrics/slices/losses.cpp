#include "metrics/slices/losses.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "metrics/evaluate.h"
#include "metrics/slices/table.h"

namespace metrics::slices {

namespace {

using Counts = std::array<int, outcomes>;

std::optional<double> value_of(const Metric& metric, const Setting& setting, const Counts& counts) {
    Split<Confusion> split;
    for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
        for (int i = 0; i < counts[outcome]; ++i) split.total.add(static_cast<Confusion::Label>(outcome / 2), outcome % 2 == 1, mass_one);
    }
    split.units = split.total.all.rows;
    return evaluate(metric, split, nullptr, setting).value;
}

/// Whether the metric of a mixture is the mean of what its rows give alone.
bool is_mean(const Metric& metric, const Setting& setting, const OutcomeValues& values) {
    for (const Counts& counts : {Counts{3, 2, 5, 7, 1, 1}, Counts{11, 1, 1, 2, 4, 3}, Counts{2, 8, 4, 1, 0, 2}}) {
        double sum = 0;
        double rows = 0;
        for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
            if (!values.counts[outcome]) continue;
            sum += counts[outcome] * values.value[outcome];
            rows += counts[outcome];
        }
        const auto value = value_of(metric, setting, counts);
        if (rows == 0 || !value || std::abs(*value - sum / rows) > 1e-9 * std::max(1.0, std::abs(*value))) return false;
    }
    return true;
}

}  // namespace

double OutcomeValues::best(Better better) const {
    std::optional<double> best;
    for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
        if (!counts[outcome]) continue;
        const bool first = !best;
        if (first || (better == Better::higher ? value[outcome] > *best : value[outcome] < *best)) best = value[outcome];
    }
    ASSERT(best.has_value());
    return *best;
}

std::optional<OutcomeValues> outcome_values(const Metric& metric, const Setting& setting) {
    const bool of_outcomes = metric.needs.kind == Kind::confusion && !metric.needs.groups && !metric.needs.reference;
    if (!of_outcomes || metric.better == Better::neither) return std::nullopt;
    OutcomeValues values;
    for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
        Counts one{};
        one[outcome] = 1;
        const auto value = value_of(metric, setting, one);
        values.counts[outcome] = value.has_value();
        values.value[outcome] = value.value_or(0);
    }
    if (!is_mean(metric, setting, values)) return std::nullopt;
    return values;
}

namespace {

/// A number of each row whose mean the metric is, of rows as they stand: not of hours, nor of a column that has to be named.
bool is_mean_of_rows(const Metric& metric, const Setting& setting) {
    const bool bounded = std::isfinite(metric.better == Better::higher ? metric.highest : metric.lowest);
    const bool of_texts = metric.needs.x == RowValue::edit_distance || metric.needs.x == RowValue::edit_share;
    if (metric.better == Better::neither || metric.needs.hourly || metric.needs.column || of_texts || !bounded) return false;
    if (!std::holds_alternative<Estimate (*)(const Split<Powers>&, const Setting&)>(metric.evaluate)) return false;
    Split<Powers> split;
    for (const double value : {0.25, 0.5, 0.75, 0.125, 0.625}) split.total.add(value, mass_one);
    split.units = split.total.tally.rows;
    const auto value = evaluate(metric, split, nullptr, setting).value;
    return value && std::abs(*value - 0.45) < 1e-9;
}

}  // namespace

bool is_searchable(const Metric& metric, const Setting& setting) {
    if (metric.needs.kind == Kind::row_powers) return is_mean_of_rows(metric, setting);
    if (metric.needs.kind == Kind::moments) return metric.better != Better::neither && std::holds_alternative<Estimate (*)(const Split<Moments>&, const Setting&)>(metric.evaluate);
    return outcome_values(metric, setting).has_value();
}

std::vector<std::uint16_t> in_steps(const std::vector<double>& losses) {
    std::vector<std::uint16_t> steps(losses.size(), 0);
    if (losses.empty()) return steps;
    std::vector<double> copy = losses;
    // Where fewer rows than that have any loss, the largest itself.
    const auto place = copy.begin() + static_cast<std::ptrdiff_t>(0.999 * static_cast<double>(copy.size() - 1));
    std::nth_element(copy.begin(), place, copy.end());
    double cut = *place;
    if (cut <= 0) cut = *std::max_element(place, copy.end());
    if (cut <= 0) return steps;
    for (std::size_t row = 0; row < losses.size(); ++row) {
        steps[row] = static_cast<std::uint16_t>(std::min(1.0, std::max(0.0, losses[row] / cut)) * loss_steps + 0.5);
    }
    return steps;
}

}  // namespace metrics::slices
