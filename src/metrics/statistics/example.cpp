#include "metrics/statistics/example.h"

#include <cmath>

#include "base/assert.h"

namespace metrics {

namespace {

using Numbers = std::span<const double>;

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

Statistic quality(Numbers numbers) {
    ASSERT(numbers.size() == 3);
    Quality quality;
    quality.rows = std::llround(numbers[0]);
    quality.missing = std::llround(numbers[1]);
    quality.invalid = std::llround(numbers[2]);
    return quality;
}

Statistic extent(Numbers numbers) {
    ASSERT(numbers.size() == 2);
    Extent extent;
    const base::Time newest{example_as_of.micros - std::llround(numbers[1] * static_cast<double>(base::micros_per_second))};
    repeat(numbers[0], [&] { extent.add(newest); });
    return extent;
}

}  // namespace

Statistic example_statistic(const Need& need, Numbers numbers, int bins) {
    switch (need.kind) {
        case Kind::confusion: return confusion(numbers);
        case Kind::moments: return moments(numbers, need.expression);
        case Kind::reliability: return reliability(numbers, bins);
        case Kind::histogram: return histogram(numbers);
        case Kind::quality: return quality(numbers);
        case Kind::extent: return extent(numbers);
        case Kind::score_runs: return score_runs(numbers);
        case Kind::value_runs:
        case Kind::identity_runs: return value_runs(numbers);
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
