#pragma once

#include <vector>

#include "metrics/statistics/sequence.h"
#include "observations/accumulator.h"

namespace observations {

/// Values with their time and place, partition by partition. Nothing is put in order before all workers are done.
///
/// Limits: `limits::sequence_rows_max` of each worker are held in memory, since they cannot be added up.
class SequenceTally final : public Accumulator {
public:
    SequenceTally(const NumberFeed& number, std::size_t place) : number_(number), place_(place) {}
    void reach(const std::vector<Partitions::Slot>& slots) override;
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override {}  // slots are partitions: an order has no units
    std::optional<base::Error> failure() const override;

    metrics::Sequence& partition(std::size_t index) { return partitions_[index]; }

private:
    NumberFeed number_;
    std::size_t place_;
    std::vector<std::uint32_t> partition_of_slot_;
    std::vector<metrics::Sequence> partitions_;
    std::int64_t held_ = 0;
};

}  // namespace observations
