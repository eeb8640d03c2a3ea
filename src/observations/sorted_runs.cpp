#include "observations/sorted_runs.h"

#include <algorithm>
#include <utility>

namespace observations {

namespace {

using metrics::mass_one;
using metrics::Run;

/// Merges the blocks by key. What has one key comes in any order of units, and is put in theirs before it is handed out.
class MergingCursor final : public metrics::Cursor {
public:
    MergingCursor(const std::vector<SortedRuns::Source>& sources, const SpillFile& file) : sources_(sources) {
        readers_.reserve(sources.size());
        for (const auto& source : sources) {
            readers_.emplace_back(source.block, file);
            if (!readers_.back().done()) heap_.emplace_back(readers_.back().entry().key, readers_.size() - 1);
        }
        std::make_heap(heap_.begin(), heap_.end(), later);
    }

    const Run* next() override {
        if (at_ == found_.size() && !refill()) return nullptr;
        return &found_[at_++];
    }

private:
    using Next = std::pair<std::uint64_t, std::size_t>;  ///< key and reader; the smallest key on top
    static bool later(const Next& a, const Next& b) { return a.first > b.first; }
    static std::uint64_t place(const Run& run) { return std::uint64_t{run.unit} << 1 | run.label; }

    bool refill() {
        at_ = 0;
        found_.clear();
        if (heap_.empty()) return false;
        const std::uint64_t key = heap_.front().first;
        while (!heap_.empty() && heap_.front().first == key) take_from_top(key);
        if (found_.size() > 1) join();
        return true;
    }

    void take_from_top(std::uint64_t key) {
        const std::size_t number = heap_.front().second;
        BlockReader& reader = readers_[number];
        const auto& unit_of_slot = *sources_[number].unit_of_slot;
        for (; !reader.done() && reader.entry().key == key; reader.advance()) {
            const Entry& entry = reader.entry();
            found_.push_back({key, unit_of_slot[entry.slot_and_label >> 1], entry.slot_and_label & 1, entry.count * mass_one});
        }
        if (!reader.done() && heap_.size() == 1) {
            heap_.front().first = reader.entry().key;
            return;
        }
        std::pop_heap(heap_.begin(), heap_.end(), later);
        heap_.pop_back();
        if (reader.done()) return;
        heap_.emplace_back(reader.entry().key, number);
        std::push_heap(heap_.begin(), heap_.end(), later);
    }

    void join() {
        std::sort(found_.begin(), found_.end(), [](const Run& a, const Run& b) { return place(a) < place(b); });
        std::size_t kept = 0;
        for (std::size_t i = 1; i < found_.size(); ++i) {
            if (place(found_[i]) == place(found_[kept])) found_[kept].mass += found_[i].mass;
            else found_[++kept] = found_[i];
        }
        found_.resize(kept + 1);
    }

    const std::vector<SortedRuns::Source>& sources_;
    std::vector<BlockReader> readers_;
    std::vector<Next> heap_;
    std::vector<Run> found_;
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<metrics::Cursor> SortedRuns::cursor() const { return std::make_unique<MergingCursor>(sources_, *file_); }

void SortedRuns::visit(const std::function<void(const Run&)>& each) const {
    MergingCursor cursor(sources_, *file_);
    while (const Run* run = cursor.next()) each(*run);
}

void SortedRuns::seal() {
    std::int64_t rows[2] = {0, 0};
    for (const Source& source : sources_) {
        for (BlockReader reader(source.block, *file_); !reader.done(); reader.advance()) rows[reader.entry().slot_and_label & 1] += reader.entry().count;
    }
    by_label = {rows[0] * mass_one, rows[1] * mass_one};
    const std::int64_t all = rows[0] + rows[1];
    tally = {all, all * mass_one, all * mass_one};
    if (parts == 0) units = all;
}

}  // namespace observations
