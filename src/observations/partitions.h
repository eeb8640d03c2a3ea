#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "charter/window.h"
#include "metrics/statistics/distinct_count.h"
#include "observations/plan.h"
#include "observations/rows.h"

namespace observations {

class Accumulator;

inline constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();

/// Where a worker's rows go: a partition is a window and a group, a slot is a unit in it. Slots have numbers without
/// gaps, so that statistics lie in plain arrays.
///
/// A partition with more units than `limits::unit_parts_max` is folded: its units go into 64 buckets by hash. Whether
/// it is depends on the units alone: a worker that sees more than the limit knows that the whole does.
class Partitions {
public:
    struct Slot {
        std::uint32_t partition = 0;
        std::uint64_t key = 0;   ///< the unit's hash, or the bucket's number
        bool bucket = false;
        bool labelled = false;   ///< some row had a known label and a score
    };
    struct Partition {
        std::int64_t window = 0;
        std::uint32_t group = 0;
        bool folded = false;
        std::vector<std::uint32_t> slots;  ///< every slot in use
        metrics::DistinctCount units;               ///< only when folded
        metrics::DistinctCount labelled_units;
        boost::unordered_flat_map<std::uint64_t, std::uint32_t> slot_of;
        std::array<std::uint32_t, 64> buckets;
    };

    explicit Partitions(const Grouping& grouping, bool has_unit);
    /// The slot of each row, `no_slot` where the row does not belong to the slice, and the same as stretches: rows come
    /// mostly in the order of time, so that neighbours are alike, and what is looked up once serves many.
    void assign(const Rows& rows, std::vector<std::uint32_t>& slots, std::vector<std::unique_ptr<Accumulator>>& accumulators);

    const std::vector<Stretch>& stretches() const { return stretches_; }
    const std::vector<Slot>& slots() const { return slots_; }
    std::vector<Partition>& partitions() { return partitions_; }
    /// Codes of the group, one for each column of `by`.
    std::vector<std::uint32_t> codes_of(std::uint32_t group) const;
    std::size_t groups() const { return groups_seen_.size(); }
    std::size_t windows() const { return windows_.size(); }

private:
    /// What the last row of a partition was, since the next one is often alike.
    struct Recent {
        std::uint64_t unit = 0;
        std::uint32_t slot = no_slot;
        bool labelled = false;
    };
    void select(const Rows& rows);
    void enter_window(std::int64_t time);
    std::uint32_t group_of(const Rows& rows, std::size_t row);
    std::uint32_t partition_of(std::uint32_t group);
    std::uint32_t slot_of(std::uint32_t index, std::uint64_t unit, bool labelled, std::vector<std::unique_ptr<Accumulator>>& accumulators);
    void leave_folded(std::vector<std::uint32_t>& slots);
    void add_stretch(std::uint32_t slot, std::size_t begin, std::size_t end);
    std::uint32_t new_slot(std::uint32_t partition, std::uint64_t key, bool bucket);
    std::uint32_t bucket_slot(Partition& partition, std::uint32_t index, std::uint64_t unit);
    void fold(Partition& partition, std::uint32_t index, std::vector<std::unique_ptr<Accumulator>>& accumulators);
    void count_unit(Partition& partition, std::uint64_t unit, bool labelled);
    void sketch_large();

    const Grouping& grouping_;
    bool by_unit_;
    std::vector<Slot> slots_;
    std::vector<Partition> partitions_;
    boost::unordered_flat_map<std::int64_t, std::vector<std::uint32_t>> windows_;  ///< partition by group
    /// For each further column of `by`: (group of the columns before, code) to the group's number.
    std::vector<boost::unordered_flat_map<std::uint64_t, std::uint32_t>> group_numbers_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> groups_;
    boost::unordered_flat_set<std::uint32_t> groups_seen_;
    bool folded_now_ = false;  ///< by the chunk at hand
    std::int64_t counted_ = 0;
    bool sketched_ = false;

    std::vector<std::uint8_t> selected_;  ///< by row of the chunk at hand
    std::vector<Stretch> stretches_;
    std::vector<Recent> recent_;          ///< by partition
    std::uint32_t last_group_ = no_slot;  ///< of the window at hand; `no_slot`: none yet
    std::uint32_t last_partition_ = 0;
    std::int64_t window_ = 0;
    std::int64_t window_start_ = 0;
    std::int64_t window_end_ = 0;  ///< not after the start: no window yet
    std::vector<std::uint32_t>* window_groups_ = nullptr;
};

/// Partitions with more units than this are counted by registers once the counting of all would need too much memory.
inline constexpr std::int64_t small_count_max = 2'048;

}  // namespace observations
