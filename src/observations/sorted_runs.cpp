#include "observations/sorted_runs.h"

#include <algorithm>
#include <bit>
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
        for (const auto& source : sources) readers_.emplace_back(source.block, file);
        leaves_ = std::bit_ceil(std::max<std::size_t>(1, readers_.size()));
        losers_.resize(leaves_);
        winner_ = play(1);
    }

    const Run* next() override {
        if (at_ == found_.size() && !refill()) return nullptr;
        return &found_[at_++];
    }

private:
    /// What a block offers next: its key, and behind it the reader's number; one that is done comes after all others.
    struct Head {
        std::uint64_t key = ~std::uint64_t{0};
        std::uint64_t tag = 0;
    };
    static constexpr std::uint64_t is_done = std::uint64_t{1} << 32;
    static std::uint64_t place(const Run& run) { return std::uint64_t{run.unit} << 1 | run.label; }

    Head head_of(std::size_t reader) const {
        if (reader >= readers_.size() || readers_[reader].done()) return {~std::uint64_t{0}, reader | is_done};
        return {readers_[reader].entry().key, reader};
    }
    /// Puts the smaller of the two into `winner`, without a branch: which it will be cannot be foreseen.
    static void match(Head& winner, Head& loser) {
        const bool swap = (loser.key < winner.key) | ((loser.key == winner.key) & (loser.tag < winner.tag));
        const std::uint64_t mask = 0 - std::uint64_t{swap};
        const std::uint64_t key = (winner.key ^ loser.key) & mask;
        const std::uint64_t tag = (winner.tag ^ loser.tag) & mask;
        winner.key ^= key;
        loser.key ^= key;
        winner.tag ^= tag;
        loser.tag ^= tag;
    }
    /// A tree in which each node keeps the loser of a match and the winner goes on (Knuth 5.4.1): after a change only the way
    /// to the root is played again, and where it leads is known before.
    Head play(std::size_t node) {
        if (node >= leaves_) return head_of(node - leaves_);
        Head winner = play(2 * node);
        losers_[node] = play(2 * node + 1);
        match(winner, losers_[node]);
        return winner;
    }

    bool refill() {
        at_ = 0;
        found_.clear();
        if ((winner_.tag & is_done) != 0) return false;
        const std::uint64_t key = winner_.key;
        while (winner_.key == key && (winner_.tag & is_done) == 0) take_from(static_cast<std::size_t>(winner_.tag), key);
        if (found_.size() > 1) join();
        return true;
    }

    void take_from(std::size_t number, std::uint64_t key) {
        BlockReader& reader = readers_[number];
        const auto& unit_of_slot = *sources_[number].unit_of_slot;
        for (; !reader.done() && reader.entry().key == key; reader.advance()) {
            const Entry& entry = reader.entry();
            found_.push_back({key, unit_of_slot[entry.slot_and_label >> 1], entry.slot_and_label & 1, entry.count * mass_one});
        }
        winner_ = head_of(number);
        for (std::size_t node = (leaves_ + number) / 2; node > 0; node /= 2) match(winner_, losers_[node]);
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
    std::size_t leaves_ = 1;
    std::vector<Head> losers_;  ///< by node; node 1 is the root
    Head winner_;
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
