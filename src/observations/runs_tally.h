#pragma once

#include <memory>
#include <vector>

#include "observations/accumulator.h"
#include "observations/row_reader.h"

namespace observations {

/// Collects what ordered statistics are made of, partition by partition: as rows come, in blocks of limited size that
/// are sorted and joined when full, and go to disk when all blocks together need more than their share of memory.
class RunsTally final : public Accumulator {
public:
    RunsTally(const Task& task, const Workbench& bench);
    /// Of the scores of one class of many. `usable`: which rows of the chunk at hand have all that is needed.
    RunsTally(const ClassScores& classes, std::size_t number, const std::vector<std::uint8_t>& usable, const Workbench& bench);
    void reach(const std::vector<Partitions::Slot>& slots) override;
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override {}  // entries keep their slot; its unit is looked up at the end
    void finish() override;
    std::optional<base::Error> failure() const override { return failed_; }

    struct Partition {
        std::vector<Entry> open;
        std::vector<Block> blocks;
        std::int64_t left_out = 0;
    };
    Partition& partition(std::size_t index) { return partitions_[index]; }
    std::size_t partitions() const { return partitions_.size(); }
    /// By slot: some entry has it.
    bool used(std::uint32_t slot) const { return used_[slot] != 0; }

private:
    /// One of many classes, by its number.
    struct OneClass {
        const ClassScores& of;
        std::size_t number;
        const std::vector<std::uint8_t>& usable;
    };
    bool key_of(const Rows& rows, std::size_t row, std::uint64_t& key) const;
    bool is_positive(const Rows& rows, std::size_t row) const;
    bool row_key_of(std::size_t row, std::uint64_t& key) const;
    void push(Partition& partition, const Entry& entry);
    void seal(Partition& partition);
    void spill_all();

    metrics::Kind kind_;
    std::optional<NumberFeed> number_;
    KeyFeed identity_;
    std::optional<RowReader> row_;  ///< of row values
    std::optional<OneClass> class_;
    Workbench bench_;
    std::vector<std::uint32_t> partition_of_slot_;
    std::vector<std::uint8_t> used_;
    std::vector<Partition> partitions_;
    std::optional<base::Error> failed_;
};

/// The same for every class of many, of the rows in which the label and all scores are known.
class ClassRunsTally final : public Accumulator {
public:
    ClassRunsTally(const Task& task, const Workbench& bench);
    void reach(const std::vector<Partitions::Slot>& slots) override;
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override {}
    void finish() override;
    std::optional<base::Error> failure() const override;

    RunsTally& of_class(std::size_t number) { return *classes_[number]; }

private:
    const ClassScores& feed_;
    std::vector<std::uint8_t> usable_;
    std::vector<std::unique_ptr<RunsTally>> classes_;
};

}  // namespace observations
