#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cmath>
#include <vector>

#include "metrics/statistics/row_sample.h"
#include "observations/accumulator.h"

namespace observations {

/// Rows with the smallest hashes of their content, partition by partition. A row that is among the smallest of all is among
/// those of every worker that saw it, so what each keeps adds up to what one would have kept.
class SampleTally final : public Accumulator {
public:
    SampleTally(const Task& task, const Workbench& bench);
    void reach(const std::vector<Partitions::Slot>& slots) override;
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override {}  // slots are partitions: rows carry their unit
    std::optional<base::Error> failure() const override;

    struct Partition {
        boost::unordered_flat_map<std::uint64_t, std::uint32_t> place;  ///< of a hash among the rows
        std::vector<metrics::RowSample::Row> rows;
        std::vector<double> cells;  ///< of texts: the code in the worker's dictionary
        std::uint64_t highest = ~std::uint64_t{0};  ///< hashes above it are no longer wanted
        std::int64_t population = 0;
    };
    const Partition& partition(std::size_t index) const { return partitions_[index]; }
    const std::vector<SampledColumn>& columns() const { return columns_; }

private:
    std::uint64_t hash_of_row(const Rows& rows, std::size_t row);
    std::uint64_t hash_of_code(std::size_t column, std::uint32_t code);
    double cell_of(const Rows& rows, std::size_t row, const SampledColumn& column) const;
    void keep_smallest(Partition& partition);

    std::vector<SampledColumn> columns_;
    std::size_t wanted_;
    Workbench bench_;
    std::vector<std::vector<std::uint64_t>> hashes_;  ///< by column and code
    std::vector<std::uint32_t> partition_of_slot_;
    std::vector<Partition> partitions_;
    std::size_t cells_ = 0;
};

/// The parts of all workers as one sample of the wanted size. `dictionary`: of a worker and a feed.
class GatheredSample {
public:
    GatheredSample(const std::vector<SampledColumn>& columns, std::size_t wanted, bool units_named) : columns_(columns), wanted_(wanted), units_named_(units_named) {}
    template <class Names>
    void add(const SampleTally::Partition& part, const Names& name_of) {
        population_ += part.population;
        for (std::size_t row = 0; row < part.rows.size(); ++row) {
            const auto [at, is_new] = place_.try_emplace(part.rows[row].hash, rows_.size());
            if (!is_new) {
                rows_[at->second].row.count += part.rows[row].count;
                continue;
            }
            Kept& kept = rows_.emplace_back();
            kept.row = part.rows[row];
            for (std::size_t column = 0; column < columns_.size(); ++column) {
                const double cell = part.cells[row * columns_.size() + column];
                kept.numbers.push_back(cell);
                kept.texts.push_back(columns_[column].number || std::isnan(cell) ? std::string() : name_of(columns_[column].text, static_cast<std::uint32_t>(cell)));
            }
        }
    }
    metrics::RowSample finish();

private:
    struct Kept {
        metrics::RowSample::Row row;
        std::vector<double> numbers;
        std::vector<std::string> texts;
    };
    const std::vector<SampledColumn>& columns_;
    std::size_t wanted_;
    bool units_named_;
    std::int64_t population_ = 0;
    boost::unordered_flat_map<std::uint64_t, std::size_t> place_;
    std::vector<Kept> rows_;
};

}  // namespace observations
