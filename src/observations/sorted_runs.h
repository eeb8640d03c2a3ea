#pragma once

#include <memory>
#include <vector>

#include "metrics/statistics/runs.h"
#include "observations/spill.h"

namespace observations {

/// Runs in sorted blocks, in memory or on disk, merged whenever they are visited.
///
/// Limits: a cursor holds one page of each block that is on disk.
class SortedRuns final : public metrics::Runs {
public:
    /// For each slot of a worker: the index of its unit among `keys`.
    using UnitOfSlot = std::shared_ptr<const std::vector<std::uint32_t>>;
    struct Source {
        Block block;
        UnitOfSlot unit_of_slot;
    };

    explicit SortedRuns(std::shared_ptr<SpillFile> file) : file_(std::move(file)) {}
    void add(Block block, UnitOfSlot unit_of_slot) { sources_.push_back({std::move(block), std::move(unit_of_slot)}); }
    /// After the last block and the keys: fills the masses.
    void seal();

    void visit(const std::function<void(const metrics::Run&)>& each) const override;
    std::unique_ptr<metrics::Cursor> cursor() const override;

private:
    std::vector<Source> sources_;
    std::shared_ptr<SpillFile> file_;
};

}  // namespace observations
