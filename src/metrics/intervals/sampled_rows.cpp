#include "metrics/intervals/sampled_rows.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/random.h"

namespace metrics {

Split<Moments> moments_of(const RowSample& sample, const std::vector<bool>& used, const std::vector<double>& values) {
    const bool whole = sample.whole();
    const auto add = [&](Moments& moments, std::size_t row) {
        const std::int64_t count = sample.rows[row].count;
        if (!whole) moments.add(values[row], count * mass_one);
        for (std::int64_t i = 0; whole && i < count; ++i) moments.add(values[row], mass_one);
    };
    Split<Moments> split;
    std::map<std::uint64_t, Moments> parts;
    std::vector<std::uint64_t> units;
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (used[row]) units.push_back(sample.rows[row].unit);
    }
    std::sort(units.begin(), units.end());
    units.erase(std::unique(units.begin(), units.end()), units.end());
    const bool folded = units.size() > base::limits::unit_parts_max;
    for (std::size_t row = 0; row < sample.rows.size(); ++row) {
        if (!used[row]) continue;
        const std::uint64_t unit = sample.rows[row].unit;
        if (sample.units_named) add(parts[folded ? unit % base::limits::unit_buckets : unit], row);
        else add(split.total, row);
    }
    for (auto& [key, part] : parts) {
        split.total.merge(part);
        split.keys.push_back(key);
        split.parts.push_back(std::move(part));
    }
    split.units = sample.units_named ? static_cast<std::int64_t>(units.size()) : split.total.tally.rows;
    return split;
}

std::size_t part_of(const RowSample& sample, std::size_t row, std::size_t parts, std::uint64_t seed) {
    const RowSample::Row& own = sample.rows[row];
    return base::Random::mix((sample.units_named ? own.unit : own.hash) + 0x9E3779B97F4A7C15ull * (seed + 1)) % parts;
}

Table table_of(const RowSample& first, const RowSample* second, std::size_t columns) {
    Table table;
    for (std::size_t column = 0; column < columns; ++column) {
        Table::Column& out = table.columns.emplace_back();
        out.name = first.columns[column].name;
        out.categorical = first.columns[column].categorical;
        out.categories = first.columns[column].categories;
        if (second != nullptr) out.categories.insert(out.categories.end(), second->columns[column].categories.begin(), second->columns[column].categories.end());
        std::sort(out.categories.begin(), out.categories.end());
        out.categories.erase(std::unique(out.categories.begin(), out.categories.end()), out.categories.end());
        for (const RowSample* sample : {&first, second}) {
            if (sample == nullptr) continue;
            std::vector<double> codes;
            for (const std::string& name : sample->columns[column].categories) {
                codes.push_back(static_cast<double>(std::lower_bound(out.categories.begin(), out.categories.end(), name) - out.categories.begin()));
            }
            for (std::size_t row = 0; row < sample->rows.size(); ++row) {
                const double cell = sample->cell(row, column);
                out.cells.push_back(out.categorical && !std::isnan(cell) ? codes[static_cast<std::size_t>(cell)] : cell);
            }
        }
    }
    return table;
}

Table rows_of(const Table& table, const std::vector<bool>& used) {
    Table some;
    for (const Table::Column& column : table.columns) {
        some.columns.push_back({column.name, column.categorical, column.categories, {}});
        for (std::size_t row = 0; row < used.size(); ++row) {
            if (used[row]) some.columns.back().cells.push_back(column.cells[row]);
        }
    }
    return some;
}

}  // namespace metrics
