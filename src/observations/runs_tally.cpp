#include "observations/runs_tally.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace observations {

namespace {

constexpr std::size_t block_entries_max = std::size_t{1} << 20;
constexpr std::size_t open_entries_min = 64;

}  // namespace

RunsTally::RunsTally(const Task& task, const Workbench& bench) : kind_(task.wish.kind), number_(task.number), identity_(task.key), bench_(bench) {
    if (kind_ == metrics::Kind::row_runs) row_.emplace(task, task.wish.x);
}

RunsTally::RunsTally(const ClassScores& classes, std::size_t number, const std::vector<std::uint8_t>& usable, const Workbench& bench)
    : kind_(metrics::Kind::class_runs), number_(classes.scores[number]), class_(OneClass{classes, number, usable}), bench_(bench) {}

void RunsTally::reach(const std::vector<Partitions::Slot>& slots) {
    for (std::size_t slot = partition_of_slot_.size(); slot < slots.size(); ++slot) {
        partition_of_slot_.push_back(slots[slot].partition);
        used_.push_back(0);
        if (slots[slot].partition >= partitions_.size()) partitions_.resize(slots[slot].partition + std::size_t{1});
    }
}

/// An infinite value has a place in the order, at one of its ends.
bool RunsTally::row_key_of(std::size_t row, std::uint64_t& key) const {
    const RowReader::State state = row_->states()[row];
    if (state != RowReader::State::known && state != RowReader::State::infinite) return false;
    key = metrics::Runs::key_of(row_->values()[row]);
    return true;
}

bool RunsTally::is_positive(const Rows& rows, std::size_t row) const {
    if (class_) return class_->of.place_of(rows, row) == static_cast<int>(class_->number);
    return kind_ == metrics::Kind::score_runs && rows.labels[row] == Label::positive;
}

bool RunsTally::key_of(const Rows& rows, std::size_t row, std::uint64_t& key) const {
    if (class_) {
        key = metrics::Runs::key_of(rows.feeds[number_->values].as<double>()[row]);
        return class_->usable[row] != 0;
    }
    if (kind_ == metrics::Kind::score_runs) {
        if (rows.labelled[row] == 0) return false;
        key = metrics::Runs::key_of(rows.scores[row]);
        return true;
    }
    if (kind_ == metrics::Kind::value_runs) {
        const duck::Vector& values = rows.feeds[number_->values];
        if (!values.known(row) || !std::isfinite(values.as<double>()[row])) return false;
        key = metrics::Runs::key_of(values.as<double>()[row]);
        return true;
    }
    if (row_) return row_key_of(row, key);
    const auto hash = identity_.hash(rows, row);
    key = hash.value_or(0);
    return hash.has_value();
}

void RunsTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    if (row_) row_->read(rows, slots);
    for (std::size_t row = 0; row < rows.count; ++row) {
        const std::uint32_t slot = slots[row];
        if (slot == no_slot) continue;
        Partition& partition = partitions_[partition_of_slot_[slot]];
        std::uint64_t key = 0;
        if (!key_of(rows, row, key)) {
            ++partition.left_out;
            continue;
        }
        used_[slot] = 1;
        push(partition, {key, slot * 2 + (is_positive(rows, row) ? 1u : 0u), 1});
    }
}

void RunsTally::push(Partition& partition, const Entry& entry) {
    auto& open = partition.open;
    if (open.size() == open.capacity()) {
        if (open.size() >= block_entries_max) seal(partition);
        const std::size_t wanted = std::max(open_entries_min, open.size() * 2);
        *bench_.runs_bytes += (wanted - open.capacity()) * sizeof(Entry);
        open.reserve(wanted);
        if (*bench_.runs_bytes > bench_.runs_bytes_max) spill_all();
    }
    open.push_back(entry);
}

/// What is open becomes a sorted block; its memory is counted by what is left after joining.
void RunsTally::seal(Partition& partition) {
    if (partition.open.empty()) return;
    *bench_.runs_bytes -= partition.open.capacity() * sizeof(Entry);
    std::vector<Entry> entries = std::exchange(partition.open, {});
    sort_and_join(entries);
    if (entries.size() < entries.capacity() / 4 * 3) entries.shrink_to_fit();
    *bench_.runs_bytes += entries.capacity() * sizeof(Entry);
    const std::uint64_t count = entries.size();
    partition.blocks.push_back({std::move(entries), 0, count});
}

void RunsTally::spill_all() {
    for (Partition& partition : partitions_) {
        seal(partition);
        for (Block& block : partition.blocks) {
            if (block.entries.empty()) continue;
            const auto place = bench_.spill->append(block.entries);
            if (!place) {
                failed_ = place.error();
                return;
            }
            *bench_.runs_bytes -= block.entries.capacity() * sizeof(Entry);
            block = {{}, *place, block.count};
        }
    }
}

void RunsTally::finish() {
    for (Partition& partition : partitions_) seal(partition);
}

ClassRunsTally::ClassRunsTally(const Task& task, const Workbench& bench) : feed_(task.class_scores) {
    for (std::size_t i = 0; i < feed_.scores.size(); ++i) classes_.push_back(std::make_unique<RunsTally>(feed_, i, usable_, bench));
}

void ClassRunsTally::reach(const std::vector<Partitions::Slot>& slots) {
    for (auto& one : classes_) one->reach(slots);
}

void ClassRunsTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    usable_.assign(rows.count, 0);
    for (std::size_t row = 0; row < rows.count; ++row) {
        const auto has_score = [&](const NumberFeed& score) {
            const duck::Vector& values = rows.feeds[score.values];
            return values.known(row) && std::isfinite(values.as<double>()[row]);
        };
        usable_[row] = feed_.place_of(rows, row) && std::all_of(feed_.scores.begin(), feed_.scores.end(), has_score) ? 1 : 0;
    }
    for (auto& one : classes_) one->add(rows, slots);
}

void ClassRunsTally::finish() {
    for (auto& one : classes_) one->finish();
}

std::optional<base::Error> ClassRunsTally::failure() const {
    for (const auto& one : classes_) {
        if (auto failed = one->failure()) return failed;
    }
    return std::nullopt;
}

}  // namespace observations
