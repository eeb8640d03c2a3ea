#include "tools/simulate/statistics.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/assert.h"
#include "base/limits.h"
#include "base/random.h"
#include "operations/shared/learner.h"

namespace simulate {

std::uint32_t parts_of(std::uint32_t units) {
    return units <= base::limits::unit_parts_max ? units : static_cast<std::uint32_t>(base::limits::unit_buckets);
}
std::uint32_t place_of(std::uint32_t unit, std::uint32_t units) {
    return units <= base::limits::unit_parts_max
               ? unit
               : static_cast<std::uint32_t>(base::Random::mix(unit) % base::limits::unit_buckets);
}

namespace {

using namespace metrics;

template <class S, class Rows, class Add>
Split<S> split(const Rows& rows, std::uint32_t units, const Add& add) {
    Split<S> result;
    result.units = static_cast<std::int64_t>(rows.size());
    if (units == 0) {
        for (const auto& row : rows) add(result.total, row);
        return result;
    }
    std::map<std::uint32_t, S> parts;
    std::vector<bool> seen(units, false);
    for (const auto& row : rows) {
        add(parts[place_of(row.unit, units)], row);
        seen[row.unit] = true;
    }
    for (const auto& [key, part] : parts) {
        result.keys.push_back(key);
        result.parts.push_back(part);
        result.total.merge(part);
    }
    result.units = std::count(seen.begin(), seen.end(), true);
    return result;
}

template <class Rows, class ToRun>
std::shared_ptr<const Runs> runs(const Rows& rows, std::uint32_t units, const ToRun& to_run) {
    std::vector<Run> made;
    made.reserve(rows.size());
    for (const auto& row : rows) {
        Run run = to_run(row);
        run.unit = units == 0 ? 0 : place_of(row.unit, units);
        run.mass = row.mass;
        made.push_back(run);
    }
    std::vector<std::uint64_t> keys(units == 0 ? 0 : parts_of(units));
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = i;
    auto result = std::make_shared<RunsInMemory>(std::move(made), std::move(keys));
    if (units > 0) result->units = units;
    return result;
}

}  // namespace

Statistic statistic_of(const Sample& sample, const Need& need, double threshold) {
    switch (need.kind) {
        case Kind::confusion:
            return split<Confusion>(sample.rows, sample.units, [&](Confusion& to, const Row& row) {
                to.add(row.positive ? Confusion::Label::positive : Confusion::Label::negative, row.score >= threshold, row.mass);
            });
        case Kind::moments:
            return split<Moments>(sample.rows, sample.units, [&](Moments& to, const Row& row) {
                to.add(need.expression, row.positive, row.score, row.mass);
            });
        case Kind::reliability:
            return split<Reliability>(sample.rows, sample.units, [&](Reliability& to, const Row& row) {
                to.add(row.score, row.positive, row.mass, static_cast<std::size_t>(Setting{}.bins));
            });
        case Kind::score_runs:
            return runs(sample.rows, sample.units, [](const Row& row) {
                return Run{Runs::key_of(row.score), 0, row.positive ? 1u : 0u, 0};
            });
        default: break;
    }
    ASSERT(need.kind == Kind::confusion);  // other kinds are not about labels
    return {};
}

Sample part_of(const Sample& sample, std::uint32_t part) {
    Sample result;
    result.units = sample.units;
    for (const Row& row : sample.rows) {
        if (row.part == part) result.rows.push_back(row);
    }
    return result;
}

Statistic statistic_of(const Values& values, Kind kind, bool categories) {
    if (kind == Kind::value_runs) {
        return runs(values.rows, values.units, [](const Value& value) { return Run{Runs::key_of(value.number), 0, 0, 0}; });
    }
    ASSERT(kind == Kind::histogram);
    return split<Histogram>(values.rows, values.units, [&](Histogram& to, const Value& value) {
        if (categories) to.categories[fmt::format("c{:02}", static_cast<int>(value.number))] += value.mass;
        else to.numbers[Histogram::bucket_of(value.number)] += value.mass;
        to.tally.add(value.mass);
    });
}

Statistic statistic_of(const Numbers& numbers, const Need& need, double at) {
    const auto own = [&](const NumberRow& row, RowValue what) {
        if (what == RowValue::flag) return row.flag;
        return value_of(what, row.numbers, at);
    };
    switch (need.kind) {
        case Kind::row_powers:
            return split<Powers>(numbers.rows, numbers.units, [&](Powers& to, const NumberRow& row) { to.add(own(row, need.x), row.mass); });
        case Kind::row_cross:
            return split<Cross>(numbers.rows, numbers.units, [&](Cross& to, const NumberRow& row) { to.add(own(row, need.x), own(row, need.y), row.mass); });
        case Kind::row_runs:
            return runs(numbers.rows, numbers.units, [&](const NumberRow& row) { return Run{Runs::key_of(own(row, need.x)), 0, 0, 0}; });
        default: break;
    }
    ASSERT(need.kind == Kind::histogram);
    return split<Histogram>(numbers.rows, numbers.units, [](Histogram& to, const NumberRow& row) {
        to.categories["c" + std::to_string(row.category)] += row.mass;
        to.tally.add(row.mass);
    });
}

metrics::Setting setting_of(const metrics::Metric& metric) {
    metrics::Setting setting;
    setting.numbers = metrics::fallbacks_of(metric);
    if (metric.needs.features) setting.learner = operations::boosted_learner();
    return setting;
}

}  // namespace simulate
