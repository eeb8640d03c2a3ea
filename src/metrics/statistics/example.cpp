#include "metrics/statistics/example.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/assert.h"

namespace metrics {

namespace {

using Numbers = std::span<const double>;
using Parameters = std::map<std::string, double, std::less<>>;

template <class S>
Split<S> independent(S total, std::int64_t rows) {
    Split<S> split;
    split.total = std::move(total);
    split.units = rows;
    return split;
}

void repeat(double times, const auto& action) {
    for (double i = 0; i < times; ++i) action();
}

Statistic confusion(Numbers numbers) {
    using Label = Confusion::Label;
    ASSERT(numbers.size() == 4);
    Confusion total;
    repeat(numbers[0], [&] { total.add(Label::positive, true, mass_one); });
    repeat(numbers[1], [&] { total.add(Label::negative, true, mass_one); });
    repeat(numbers[2], [&] { total.add(Label::positive, false, mass_one); });
    repeat(numbers[3], [&] { total.add(Label::negative, false, mass_one); });
    return independent(total, total.all.rows);
}

/// A square table, one label after the other; its classes are a, b, c, ...
Statistic classes(Numbers numbers) {
    const auto count = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(numbers.size()))));
    ASSERT(count * count == numbers.size());
    ClassTable::Names names;
    for (std::size_t i = 0; i < count; ++i) names.emplace_back(1, static_cast<char>('a' + i));
    ClassTable total;
    total.names = std::make_shared<const ClassTable::Names>(names);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const ClassTable::Place place{static_cast<std::uint32_t>(i / count), static_cast<std::uint32_t>(i % count)};
        if (numbers[i] > 0) total.add(place, std::llround(numbers[i]));
    }
    return independent(total, total.all.rows);
}

/// Calls `each` with label and score, which stand in pairs.
void for_pairs(Numbers numbers, const auto& each) {
    ASSERT(numbers.size() % 2 == 0);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) each(numbers[i] == 1, numbers[i + 1]);
}

Statistic moments(Numbers numbers, Expression expression) {
    Moments total;
    for_pairs(numbers, [&](bool positive, double score) { total.add(expression, positive, score, mass_one); });
    return independent(total, total.tally.rows);
}

Statistic reliability(Numbers numbers, int bins) {
    Reliability total;
    for_pairs(numbers, [&](bool positive, double score) {
        total.add(score, positive, mass_one, static_cast<std::size_t>(bins));
    });
    return independent(total, total.tally.rows);
}

Statistic histogram(Numbers numbers) {
    Histogram total;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::string category(1, static_cast<char>('a' + i));
        if (numbers[i] > 0) total.categories[category] = mass_of(numbers[i]);
        repeat(numbers[i], [&] { total.tally.add(mass_one); });
    }
    return independent(total, total.tally.rows);
}

Statistic score_runs(Numbers numbers) {
    std::vector<Run> runs;
    for_pairs(numbers, [&](bool positive, double score) {
        runs.push_back({Runs::key_of(score), 0, positive ? 1u : 0u, mass_one});
    });
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

Statistic value_runs(Numbers numbers) {
    std::vector<Run> runs;
    for (const double number : numbers) runs.push_back({Runs::key_of(number), 0, 0, mass_one});
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

/// One query, its items from the top with their relevance.
void rank(const Need& need, Numbers numbers, const Parameters& parameters, KeySums& total) {
    std::vector<std::string> items;
    for (std::size_t i = 0; i < numbers.size(); ++i) items.push_back("item " + std::to_string(i));
    std::vector<KeyRow> rows;
    for (std::size_t i = 0; i < numbers.size(); ++i) rows.push_back({.score = -static_cast<double>(i), .label = numbers[i], .item = items[i]});
    if (rows.empty()) return;
    Reduced reduced;
    need.reduction->reduce(rows, Circumstances{parameters}, reduced);
    if (reduced.fate == Reduced::Fate::counted) total.add(0, Numbers(reduced.numbers).first(reduced.count), static_cast<std::int64_t>(rows.size()));
}

Statistic key_sums(const Need& need, Numbers numbers, std::span<const Parameter> declared) {
    Parameters parameters;
    for (const Parameter& parameter : declared) parameters.emplace(parameter.name, parameter.fallback);
    KeySums total;
    if (need.reduction->key == Key::query) {
        rank(need, numbers, parameters, total);
    } else if (!need.versions) {
        for (const double& number : numbers) total.add(0, {&number, 1}, 1);
    } else {
        for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) total.add(static_cast<std::size_t>(numbers[i]), numbers.subspan(i + 1, 1), 1);
    }
    const std::int64_t keys = total.keys();
    return independent(std::move(total), keys);
}

Statistic key_runs(Numbers numbers) {
    std::vector<Run> runs;
    ASSERT(numbers.size() % 2 == 0);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) runs.push_back({Runs::key_of(numbers[i]), 0, numbers[i + 1] == 1 ? 1u : 0u, mass_one});
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

/// Two ratings of each item.
Statistic key_ratings(Numbers numbers) {
    ASSERT(numbers.size() % 2 == 0);
    Split<Agreement> all;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        std::array<std::uint64_t, 2> ratings{Runs::key_of(numbers[i]), Runs::key_of(numbers[i + 1])};
        std::sort(ratings.begin(), ratings.end());
        Agreement& item = all.parts.emplace_back();
        item.add(ratings);
        all.keys.push_back(i / 2);
        all.total.merge(item);
    }
    all.units = all.total.items;
    return all;
}

/// Of each row its class and the scores of three.
Statistic class_runs(Numbers numbers) {
    constexpr std::size_t classes = 3;
    ASSERT(numbers.size() % (classes + 1) == 0);
    auto all = std::make_shared<ClassRuns>();
    all->names = {"a", "b", "c"};
    for (std::size_t k = 0; k < classes; ++k) {
        std::vector<Run> runs;
        for (std::size_t i = 0; i < numbers.size(); i += classes + 1) runs.push_back({Runs::key_of(numbers[i + 1 + k]), 0, static_cast<std::size_t>(numbers[i]) == k ? 1u : 0u, mass_one});
        all->runs.push_back(std::make_shared<RunsInMemory>(std::move(runs)));
    }
    return std::shared_ptr<const ClassRuns>(std::move(all));
}

Statistic sequence(Numbers numbers) {
    auto all = std::make_shared<Sequence>();
    for (const double number : numbers) all->arrivals.push_back({std::nullopt, static_cast<std::int64_t>(all->arrivals.size()), number});
    return std::shared_ptr<const Sequence>(std::move(all));
}

Statistic row_sample(Numbers numbers) {
    ASSERT(numbers.size() % 2 == 0);
    auto all = std::make_shared<RowSample>();
    all->columns = {{.name = "x", .categorical = false, .categories = {}}, {.name = "y", .categorical = false, .categories = {}}};
    all->cells.assign(numbers.begin(), numbers.end());
    for (std::uint64_t i = 0; i < numbers.size() / 2; ++i) all->rows.push_back({i, 1, 0});
    all->population = static_cast<std::int64_t>(all->rows.size());
    return std::shared_ptr<const RowSample>(std::move(all));
}

Statistic quality(Numbers numbers) {
    ASSERT(numbers.size() == 3);
    Quality quality;
    quality.rows = std::llround(numbers[0]);
    quality.missing = std::llround(numbers[1]);
    quality.invalid = std::llround(numbers[2]);
    if (quality.invalid > 0) quality.reasons["above 10"] = quality.invalid;
    return quality;
}

Statistic extent(Numbers numbers) {
    ASSERT(numbers.size() == 2);
    Extent extent;
    const base::Time newest{example_as_of.micros - std::llround(numbers[1] * static_cast<double>(base::micros_per_second))};
    repeat(numbers[0], [&] { extent.add(newest); });
    if (extent.rows > 0) extent.first = base::Time{newest.micros - 60 * base::micros_per_second};
    return extent;
}

/// How many of an example's numbers make a row.
std::size_t width_of(const Need& need) {
    const Reads reads = reads_of(need.x) | reads_of(need.kind == Kind::row_cross ? need.y : need.x);
    if (need.x == RowValue::covered) return 3;
    if (need.kind == Kind::row_cross || need.x == RowValue::width) return 2;
    return reads.prediction && need.x != RowValue::edit_distance && need.x != RowValue::edit_share ? 2 : 1;
}

RowNumbers row_of(const Need& need, Numbers numbers) {
    if (need.x == RowValue::covered) return {.label = numbers[0], .lower = numbers[1], .upper = numbers[2]};
    if (need.x == RowValue::width) return {.lower = numbers[0], .upper = numbers[1]};
    if (numbers.size() == 1) return {.column = numbers[0], .found = numbers[0]};
    if (need.x == RowValue::correct) return {.column = numbers[1], .found = numbers[0]};
    return {.label = numbers[0], .prediction = numbers[1], .column = numbers[0], .other = numbers[1]};
}

/// Calls `each` with the rows that an example's numbers stand for.
void for_rows(const Need& need, Numbers numbers, const auto& each) {
    const std::size_t width = width_of(need);
    ASSERT(numbers.size() % width == 0);
    for (std::size_t i = 0; i < numbers.size(); i += width) each(row_of(need, numbers.subspan(i, width)));
}

void add_to(LeftOut& left_out, double x) { ++(std::isnan(x) ? left_out.undefined : left_out.infinite); }

template <class S>
S row_statistic(const Need& need, Numbers numbers, double at) {
    S total;
    for_rows(need, numbers, [&](const RowNumbers& row) {
        const double x = value_of(need.x, row, at);
        if (!(std::abs(x) <= row_value_max)) return add_to(total.left_out, x);
        if constexpr (std::is_same_v<S, Cross>) total.add(x, value_of(need.y, row, at), mass_one);
        else if constexpr (std::is_same_v<S, Powers>) total.add(x, mass_one);
        else total.add(x);
    });
    return total;
}

Statistic row_runs(const Need& need, Numbers numbers, double at) {
    std::vector<Run> runs;
    for_rows(need, numbers, [&](const RowNumbers& row) { runs.push_back({Runs::key_of(value_of(need.x, row, at)), 0, 0, mass_one}); });
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

}  // namespace

Statistic example_statistic(const Need& need, Numbers numbers, int bins, double at, std::span<const Parameter> parameters) {
    switch (need.kind) {
        case Kind::confusion: return confusion(numbers);
        case Kind::classes: return classes(numbers);
        case Kind::moments: return moments(numbers, need.expression);
        case Kind::reliability: return reliability(numbers, bins);
        case Kind::histogram: return histogram(numbers);
        case Kind::quality: return quality(numbers);
        case Kind::extent: return extent(numbers);
        case Kind::score_runs: return score_runs(numbers);
        case Kind::value_runs:
        case Kind::identity_runs: return value_runs(numbers);
        case Kind::key_sums: return key_sums(need, numbers, parameters);
        case Kind::key_runs: return key_runs(numbers);
        case Kind::key_ratings: return key_ratings(numbers);
        case Kind::class_runs: return class_runs(numbers);
        case Kind::row_powers: {
            const auto total = row_statistic<Powers>(need, numbers, at);
            return independent(total, total.tally.rows);
        }
        case Kind::row_cross: {
            const auto total = row_statistic<Cross>(need, numbers, at);
            return independent(total, total.tally.rows);
        }
        case Kind::row_extremes: return row_statistic<Extremes>(need, numbers, at);
        case Kind::row_runs: return row_runs(need, numbers, at);
        case Kind::sequence: return sequence(numbers);
        case Kind::row_sample: return row_sample(numbers);
        case Kind::summary: break;  // no metric's: profiles show it
    }
    ASSERT(false);
    return Extent{};
}

std::vector<Statistic> example_groups(Numbers numbers) {
    ASSERT(numbers.size() % 4 == 0);
    std::vector<Statistic> groups;
    for (std::size_t i = 0; i < numbers.size(); i += 4) groups.push_back(confusion(numbers.subspan(i, 4)));
    return groups;
}

}  // namespace metrics
