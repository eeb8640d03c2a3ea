#include "observations/partitions.h"

#include <algorithm>
#include <memory>

#include "base/limits.h"
#include "observations/accumulator.h"

namespace observations {

Partitions::Partitions(const Grouping& grouping, bool has_unit) : grouping_(grouping), by_unit_(has_unit), group_numbers_(grouping.by.size()) {}

/// Which rows belong to the slice.
void Partitions::select(const Rows& rows) {
    selected_ = rows.used;
    for (const auto flag : grouping_.flags) {
        const auto* const values = rows.feeds[flag].as<std::uint8_t>();
        for (std::size_t row = 0; row < rows.count; ++row) selected_[row] = static_cast<std::uint8_t>(selected_[row] & values[row]);
    }
    if (grouping_.window.whole()) return;
    for (std::size_t row = 0; row < rows.count; ++row) selected_[row] = static_cast<std::uint8_t>(selected_[row] & (rows.times[row] != no_time ? 1 : 0));
}

void Partitions::enter_window(std::int64_t time) {
    if (!grouping_.window.whole()) {
        window_ = grouping_.window.index_of({time});
        window_start_ = grouping_.window.start_of(window_).micros;
        window_end_ = grouping_.window.end_of(window_).micros;
    }
    window_groups_ = &windows_[window_];
    last_group_ = no_slot;
}

std::uint32_t Partitions::group_of(const Rows& rows, std::size_t row) {
    // One column: its codes are the groups. More: pairs are numbered, and pairs of those with the next.
    std::uint32_t group = rows.codes[grouping_.by.front()][row];
    for (std::size_t i = 1; i < grouping_.by.size(); ++i) {
        const std::uint32_t code = rows.codes[grouping_.by[i]][row];
        const auto [place, is_new] = group_numbers_[i].try_emplace(std::uint64_t{group} << 32 | code, static_cast<std::uint32_t>(groups_.size()));
        if (is_new) groups_.emplace_back(group, code);
        group = place->second;
    }
    return group;
}

std::vector<std::uint32_t> Partitions::codes_of(std::uint32_t group) const {
    std::vector<std::uint32_t> codes(grouping_.by.size());
    for (std::size_t i = codes.size(); i > 1; --i) {
        codes[i - 1] = groups_[group].second;
        group = groups_[group].first;
    }
    if (!codes.empty()) codes[0] = group;
    return codes;
}

std::uint32_t Partitions::partition_of(std::uint32_t group) {
    auto& by_group = *window_groups_;
    if (group >= by_group.size()) by_group.resize(std::size_t{group} + 1, no_slot);
    if (by_group[group] == no_slot) {
        by_group[group] = static_cast<std::uint32_t>(partitions_.size());
        groups_seen_.insert(group);
        auto& partition = partitions_.emplace_back();
        partition.window = window_;
        partition.group = group;
        partition.buckets.fill(no_slot);
        recent_.emplace_back();
        if (!by_unit_) recent_.back().slot = new_slot(by_group[group], 0, false);
    }
    return by_group[group];
}

std::uint32_t Partitions::new_slot(std::uint32_t partition, std::uint64_t key, bool bucket) {
    const auto slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back({partition, key, bucket, false});
    partitions_[partition].slots.push_back(slot);
    return slot;
}

std::uint32_t Partitions::bucket_slot(Partition& partition, std::uint32_t index, std::uint64_t unit) {
    const std::uint64_t bucket = unit % base::limits::unit_buckets;
    if (partition.buckets[bucket] == no_slot) partition.buckets[bucket] = new_slot(index, bucket, true);
    return partition.buckets[bucket];
}

void Partitions::fold(Partition& partition, std::uint32_t index, std::vector<std::unique_ptr<Accumulator>>& accumulators) {
    const auto units = std::move(partition.slots);
    partition.slots.clear();
    partition.slot_of = {};
    partition.folded = true;
    folded_now_ = true;
    for (const auto unit : units) {
        const auto bucket = bucket_slot(partition, index, slots_[unit].key);
        for (auto& accumulator : accumulators) {
            accumulator->reach(slots_);
            accumulator->fold(unit, bucket);
        }
        count_unit(partition, slots_[unit].key, false);
        if (slots_[unit].labelled) count_unit(partition, slots_[unit].key, true);
    }
}

void Partitions::count_unit(Partition& partition, std::uint64_t unit, bool labelled) {
    metrics::DistinctCount& count = labelled ? partition.labelled_units : partition.units;
    const bool is_new = count.add(unit);
    if (labelled || !is_new) return;
    ++counted_;
    if (counted_ > static_cast<std::int64_t>(base::limits::units_counted_max) && !sketched_) sketch_large();
    if (sketched_ && partition.units.value() > small_count_max) {
        partition.units.sketch();
        partition.labelled_units.sketch();
    }
}

void Partitions::sketch_large() {
    sketched_ = true;
    for (auto& partition : partitions_) {
        if (partition.units.value() <= small_count_max) continue;
        partition.units.sketch();
        partition.labelled_units.sketch();
    }
}

std::uint32_t Partitions::slot_of(std::uint32_t index, std::uint64_t unit, bool labelled, std::vector<std::unique_ptr<Accumulator>>& accumulators) {
    Partition& partition = partitions_[index];
    std::uint32_t slot = no_slot;
    if (!partition.folded) {
        const auto found = partition.slot_of.find(unit);
        if (found != partition.slot_of.end()) slot = found->second;
        else if (partition.slot_of.size() < base::limits::unit_parts_max) {
            slot = new_slot(index, unit, false);
            partition.slot_of.emplace(unit, slot);
        } else {
            fold(partition, index, accumulators);
        }
    }
    if (partition.folded) {
        slot = bucket_slot(partition, index, unit);
        count_unit(partition, unit, false);
        if (labelled) count_unit(partition, unit, true);
    }
    if (labelled) slots_[slot].labelled = true;
    recent_[index] = {unit, slot, labelled};
    return slot;
}

void Partitions::assign(const Rows& rows, std::vector<std::uint32_t>& slots, std::vector<std::unique_ptr<Accumulator>>& accumulators) {
    slots.assign(rows.count, no_slot);
    stretches_.clear();
    select(rows);
    const bool windows = !grouping_.window.whole();
    const bool labels = grouping_.counts_labelled;
    const std::uint32_t* const codes = grouping_.by.size() == 1 ? rows.codes[grouping_.by.front()].data() : nullptr;
    const bool several = grouping_.by.size() > 1;
    const std::vector<std::uint64_t>& units = grouping_.by_hour ? rows.hours : rows.units;
    if (window_groups_ == nullptr && !windows) enter_window(0);
    for (std::size_t row = 0; row < rows.count;) {
        if (selected_[row] == 0) {
            ++row;
            continue;
        }
        if (windows && (rows.times[row] < window_start_ || rows.times[row] >= window_end_)) enter_window(rows.times[row]);
        const std::uint32_t group = codes != nullptr ? codes[row] : several ? group_of(rows, row) : 0;
        if (group != last_group_) {
            last_partition_ = partition_of(group);
            last_group_ = group;
        }
        const Recent& recent = recent_[last_partition_];
        const bool labelled = labels && rows.labelled[row] != 0;
        const bool alike = !by_unit_ || (recent.unit == units[row] && recent.slot != no_slot && (recent.labelled || !labelled));
        const std::uint32_t slot = alike ? recent.slot : slot_of(last_partition_, units[row], labelled, accumulators);
        const std::size_t begin = row;
        const auto like_this_one = [&, known = !labels || !by_unit_ || recent_[last_partition_].labelled](std::size_t next) {
            return selected_[next] != 0 && !several && (!windows || (rows.times[next] >= window_start_ && rows.times[next] < window_end_)) &&
                   (codes == nullptr || codes[next] == group) && (!by_unit_ || units[next] == units[begin]) && (known || rows.labelled[next] == 0);
        };
        do slots[row++] = slot;
        while (row < rows.count && like_this_one(row));
        add_stretch(slot, begin, row);
    }
    for (auto& accumulator : accumulators) accumulator->reach(slots_);
    if (std::exchange(folded_now_, false)) leave_folded(slots);
}

void Partitions::add_stretch(std::uint32_t slot, std::size_t begin, std::size_t end) {
    if (!stretches_.empty() && stretches_.back().slot == slot && stretches_.back().end == begin) stretches_.back().end = static_cast<std::uint32_t>(end);
    else stretches_.push_back({slot, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

/// Rows from before a fold in the same chunk are still at slots that were given up.
void Partitions::leave_folded(std::vector<std::uint32_t>& slots) {
    stretches_.clear();
    for (std::size_t row = 0; row < slots.size(); ++row) {
        auto& slot = slots[row];
        if (slot == no_slot) continue;
        const Partition& partition = partitions_[slots_[slot].partition];
        if (!slots_[slot].bucket && partition.folded) slot = partition.buckets[slots_[slot].key % base::limits::unit_buckets];
        add_stretch(slot, row, row + 1);
    }
}

}  // namespace observations
