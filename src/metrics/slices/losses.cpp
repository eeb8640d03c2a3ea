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

/// A mean over rows, and the metric of the same rows.
struct Seen {
    double mean = 0;
    double value = 0;
};

/// Whether the value is known from the mean, and is the larger the larger that is.
bool follows_mean(std::vector<Seen> seen) {
    constexpr double rounding = 1e-9;
    std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.mean < b.mean; });
    for (std::size_t i = 1; i < seen.size(); ++i) {
        const double step = seen[i].value - seen[i - 1].value;
        const bool same = seen[i].mean - seen[i - 1].mean < rounding;
        if (same ? std::abs(step) > rounding * std::max(1.0, std::abs(seen[i].value)) : step <= 0) return false;
    }
    return true;
}

/// Of mixtures of outcomes, among which some have the same mean and are made up otherwise.
bool follows_mean(const Metric& metric, const Setting& setting, const OutcomeValues& values) {
    std::vector<Seen> seen;
    for (const Counts& counts : {Counts{3, 2, 5, 7, 1, 1}, Counts{11, 1, 1, 2, 4, 3}, Counts{2, 8, 4, 1, 0, 2}, Counts{5, 1, 3, 4, 0, 0}, Counts{0, 3, 1, 4, 2, 1}, Counts{7, 6, 6, 12, 1, 0}}) {
        double sum = 0;
        double rows = 0;
        for (std::size_t outcome = 0; outcome < outcomes; ++outcome) {
            if (!values.counts[outcome]) continue;
            sum += counts[outcome] * values.value[outcome];
            rows += counts[outcome];
        }
        const auto value = value_of(metric, setting, counts);
        if (rows == 0 || !value) return false;
        seen.push_back({sum / rows, *value});
    }
    return follows_mean(std::move(seen));
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
    if (!follows_mean(metric, setting, values)) return std::nullopt;
    return values;
}

namespace {

/// A number of each row whose mean the metric is or follows, of rows as they stand: not of hours, nor of a column that has to be named.
bool follows_mean_of_rows(const Metric& metric, const Setting& setting) {
    const bool bounded = std::isfinite(metric.better == Better::higher ? metric.highest : metric.lowest);
    const bool of_texts = metric.needs.x == RowValue::edit_distance || metric.needs.x == RowValue::edit_share;
    if (metric.better == Better::neither || metric.needs.hourly || metric.needs.column || of_texts || !bounded) return false;
    if (!std::holds_alternative<Estimate (*)(const Split<Powers>&, const Setting&)>(metric.evaluate)) return false;
    std::vector<Seen> seen;
    for (const auto& numbers : {std::array{0.25, 0.5, 0.75, 0.125, 0.625}, std::array{0.375, 0.5, 0.5, 0.375, 0.5}, std::array{0.75, 1.0, 0.25, 0.5, 0.875}}) {
        Split<Powers> split;
        for (const double number : numbers) split.total.add(number, mass_one);
        split.units = split.total.tally.rows;
        const auto value = evaluate(metric, split, nullptr, setting).value;
        if (!value) return false;
        seen.push_back({split.total.mean(), *value});
    }
    return follows_mean(std::move(seen));
}

}  // namespace

bool is_searchable(const Metric& metric, const Setting& setting) {
    if (metric.needs.kind == Kind::row_powers) return follows_mean_of_rows(metric, setting);
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
