#include "observations/sample_tally.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/limits.h"

namespace observations {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// So that sampling by content and splitting by it are not the same draw.
constexpr std::uint64_t start = 0x73616D706C652121ull;

}  // namespace

SampleTally::SampleTally(const Task& task, const Workbench& bench)
    : columns_(task.sampled), wanted_(static_cast<std::size_t>(task.wish.at)), bench_(bench), hashes_(task.sampled.size()) {}

void SampleTally::reach(const std::vector<Partitions::Slot>& slots) {
    for (std::size_t slot = partition_of_slot_.size(); slot < slots.size(); ++slot) {
        partition_of_slot_.push_back(slots[slot].partition);
        if (slots[slot].partition >= partitions_.size()) partitions_.resize(slots[slot].partition + std::size_t{1});
    }
}

double SampleTally::cell_of(const Rows& rows, std::size_t row, const SampledColumn& column) const {
    if (!column.number) {
        const std::uint32_t code = rows.codes[column.text][row];
        return code == 0 ? missing : static_cast<double>(code);
    }
    const duck::Vector& values = rows.feeds[column.number->values];
    if (!values.known(row) || !std::isfinite(values.as<double>()[row])) return missing;
    return values.as<double>()[row] + 0.0;  // -0 is 0
}

std::uint64_t SampleTally::hash_of_code(std::size_t column, std::uint32_t code) {
    auto& known = hashes_[column];
    const Dictionary& dictionary = *(*bench_.dictionaries)[columns_[column].text];
    while (known.size() <= code) known.push_back(hash_of(dictionary.name(static_cast<std::uint32_t>(known.size()))));
    return known[code];
}

std::uint64_t SampleTally::hash_of_row(const Rows& rows, std::size_t row) {
    std::uint64_t hash = start + (rows.units.empty() ? 0 : rows.units[row]);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const double cell = cell_of(rows, row, columns_[i]);
        const std::uint64_t part = std::isnan(cell) ? hash_of_missing : columns_[i].number ? std::bit_cast<std::uint64_t>(cell) : hash_of_code(i, static_cast<std::uint32_t>(cell));
        hash = base::Random::mix(hash * 0x9E3779B97F4A7C15ull + part);
    }
    return hash;
}

void SampleTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        if (slots[row] == no_slot) continue;
        Partition& partition = partitions_[partition_of_slot_[slots[row]]];
        ++partition.population;
        const std::uint64_t hash = hash_of_row(rows, row);
        if (hash > partition.highest) continue;
        const auto [at, is_new] = partition.place.try_emplace(hash, static_cast<std::uint32_t>(partition.rows.size()));
        if (!is_new) {
            ++partition.rows[at->second].count;
            continue;
        }
        partition.rows.push_back({hash, 1, rows.units.empty() ? 0 : rows.units[row]});
        for (const SampledColumn& column : columns_) partition.cells.push_back(cell_of(rows, row, column));
        cells_ += columns_.size();
        if (partition.rows.size() >= 2 * wanted_ + 1024) keep_smallest(partition);
    }
}

void SampleTally::keep_smallest(Partition& partition) {
    std::vector<std::uint32_t> order(partition.rows.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted_ - 1), order.end(), [&](std::uint32_t a, std::uint32_t b) { return partition.rows[a].hash < partition.rows[b].hash; });
    order.resize(wanted_);
    Partition kept;
    kept.population = partition.population;
    kept.highest = partition.rows[order.back()].hash;
    const std::size_t width = columns_.size();
    for (const std::uint32_t i : order) {
        kept.place.emplace(partition.rows[i].hash, static_cast<std::uint32_t>(kept.rows.size()));
        kept.rows.push_back(partition.rows[i]);
        const auto first = partition.cells.begin() + static_cast<std::ptrdiff_t>(i * width);
        kept.cells.insert(kept.cells.end(), first, first + static_cast<std::ptrdiff_t>(width));
    }
    cells_ -= partition.cells.size() - kept.cells.size();
    partition = std::move(kept);
}

std::optional<base::Error> SampleTally::failure() const {
    if (cells_ <= base::limits::sample_cells_max) return std::nullopt;
    return base::Error{base::Fault::input, "samples of rows would need more than " + std::to_string(base::limits::sample_cells_max.value) + " values", "take smaller samples (with: {sample: 1000}), longer windows or fewer columns"};
}

metrics::RowSample GatheredSample::finish() {
    std::sort(rows_.begin(), rows_.end(), [](const Kept& a, const Kept& b) { return a.row.hash < b.row.hash; });
    if (rows_.size() > wanted_) rows_.resize(wanted_);
    metrics::RowSample sample;
    sample.population = population_;
    sample.units_named = units_named_;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        metrics::RowSample::Column& out = sample.columns.emplace_back();
        out.name = columns_[column].name;
        out.categorical = !columns_[column].number;
        if (!out.categorical) continue;
        for (const Kept& kept : rows_) {
            if (!std::isnan(kept.numbers[column])) out.categories.push_back(kept.texts[column]);
        }
        std::sort(out.categories.begin(), out.categories.end());
        out.categories.erase(std::unique(out.categories.begin(), out.categories.end()), out.categories.end());
    }
    for (const Kept& kept : rows_) {
        sample.rows.push_back(kept.row);
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            const auto& categories = sample.columns[column].categories;
            const bool text = !columns_[column].number && !std::isnan(kept.numbers[column]);
            sample.cells.push_back(!text ? kept.numbers[column] : static_cast<double>(std::lower_bound(categories.begin(), categories.end(), kept.texts[column]) - categories.begin()));
        }
    }
    return sample;
}

}  // namespace observations
