#include "observations/key_collect.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <thread>
#include <tuple>

#include "base/limits.h"
#include "metrics/statistics/reduction.h"
#include "observations/key_tally.h"
#include "observations/sorted_runs.h"

namespace observations {

namespace {

using metrics::Agreement;
using metrics::KeySums;
using metrics::Reduced;
using Workers = std::vector<std::unique_ptr<Worker>>;

/// Blocks of this many entries are sorted and, where there are more, go to disk.
constexpr std::size_t block_entries_max = std::size_t{1} << 18;

/// Where rows belong.
struct Place {
    std::uint32_t cell = 0;
    std::uint32_t group = 0;  ///< the same in every window
    std::uint32_t unit = 0;   ///< index among the cell's units; 0 where keys are independent
};

struct Loaded {
    std::uint64_t key = 0;
    std::int64_t time = 0;
    Place place;
    std::uint32_t flags = 0;
    Label label = Label::unknown;
    std::size_t numbers = 0;  ///< where its numbers begin
    std::string_view item;
};

/// Missing numbers come before all others.
std::uint64_t order_of(double number) { return std::isnan(number) ? 0 : metrics::Runs::key_of(number); }

/// Agreement by unit. Keys that are independent are units themselves: one by one while they are few, else by hash.
class Agreements {
public:
    explicit Agreements(bool by_unit) : by_unit_(by_unit) {}

    void add(std::uint32_t unit, std::uint64_t key, std::span<const std::uint64_t> ratings) {
        if (ratings.size() < 2) {
            alone_.add(ratings);
            return;
        }
        parts_[by_unit_ ? unit : folded_ ? key % base::limits::unit_buckets : key].add(ratings);
        fold_if_many();
    }
    void leave_out(std::int64_t rows) { alone_.left_out += rows; }
    void merge(const Agreements& other) {
        alone_.merge(other.alone_);
        if (other.folded_) fold();
        for (const auto& [key, part] : other.parts_) parts_[folded_ ? key % base::limits::unit_buckets : key].merge(part);
        fold_if_many();
    }
    bool folded() const { return folded_; }
    const std::map<std::uint64_t, Agreement>& parts() const { return parts_; }
    /// Ratings of items that one judge alone rated, and rows without a rating.
    const Agreement& alone() const { return alone_; }

private:
    void fold_if_many() {
        if (!by_unit_ && !folded_ && parts_.size() > base::limits::unit_parts_max) fold();
    }
    void fold() {
        if (std::exchange(folded_, true)) return;
        for (const auto& [key, part] : std::exchange(parts_, {})) parts_[key % base::limits::unit_buckets].merge(part);
    }

    bool by_unit_;
    bool folded_ = false;
    std::map<std::uint64_t, Agreement> parts_;
    Agreement alone_;
};

/// What one reducer has found in one cell.
struct Found {
    explicit Found(bool by_unit) : agreements(by_unit) {}
    Agreements agreements;
    boost::unordered_flat_map<std::uint32_t, KeySums> sums;  ///< by unit
    std::vector<Entry> open;
    std::vector<Block> blocks;
    std::vector<std::uint8_t> used;                          ///< by unit: it occurs in the runs
};

/// Goes through lots of rows and keeps what the reducers make of them. Several may work at once, each on lots of its own.
class LotReducer {
public:
    LotReducer(const KeyedTask& task, std::size_t cells, bool by_unit, std::int64_t as_of, SpillFile& spill) : task_(task), as_of_(as_of), spill_(spill), found_(task.reducers.size()) {
        for (auto& cells_of_reducer : found_) cells_of_reducer.assign(cells, Found(by_unit));
    }

    /// `places`: by slot.
    void load(const std::vector<std::byte>& bytes, const std::vector<Place>& places) {
        KeyTally::visit(bytes, task_.numbers.size(), [&](const KeyedRow& row, const std::byte* numbers, std::string_view item) {
            Loaded& loaded = rows_.emplace_back();
            loaded.key = row.key;
            loaded.time = row.time;
            loaded.place = places[row.slot];
            loaded.flags = row.flags;
            loaded.label = row.label;
            loaded.item = item;
            loaded.numbers = numbers_.size();
            numbers_.resize(numbers_.size() + task_.numbers.size());
            if (!task_.numbers.empty()) std::memcpy(numbers_.data() + loaded.numbers, numbers, task_.numbers.size() * sizeof(double));
        });
    }

    /// Reduces what was loaded; the bytes it came from must still be there.
    void reduce() {
        std::sort(rows_.begin(), rows_.end(), [this](const Loaded& a, const Loaded& b) { return before(a, b); });
        for (std::size_t begin = 0, end = 0; begin < rows_.size(); begin = end) {
            while (end < rows_.size() && rows_[end].key == rows_[begin].key && part(rows_[end]) == part(rows_[begin])) ++end;
            reduce_key(std::span<const Loaded>(rows_).subspan(begin, end - begin));
        }
        rows_.clear();
        numbers_.clear();
    }

    std::vector<std::vector<Found>>& found() { return found_; }
    const std::optional<base::Error>& failure() const { return failed_; }

    static void seal(Found& found) {
        if (found.open.empty()) return;
        sort_and_join(found.open);
        const std::uint64_t count = found.open.size();
        found.blocks.push_back({std::exchange(found.open, {}), 0, count});
    }

private:
    /// What a key's rows are gathered inside of.
    std::uint32_t part(const Loaded& row) const { return task_.cohort ? row.place.group : row.place.cell; }
    double number(const Loaded& row, std::size_t index) const { return numbers_[row.numbers + index]; }
    double number(const Loaded& row, const std::optional<std::size_t>& index) const { return index ? number(row, *index) : std::nan(""); }

    bool before(const Loaded& a, const Loaded& b) const {
        if (a.key != b.key) return a.key < b.key;
        if (part(a) != part(b)) return part(a) < part(b);
        if (task_.score) {
            const auto of_a = order_of(number(a, *task_.score)), of_b = order_of(number(b, *task_.score));
            if (of_a != of_b) return of_a > of_b;
        }
        if (a.item != b.item) return a.item > b.item;
        // From here on only so that the same rows come in the same order.
        const auto rest = [](const Loaded& row) { return std::tie(row.time, row.place.cell, row.place.unit, row.flags, row.label); };
        if (rest(a) != rest(b)) return rest(a) < rest(b);
        for (std::size_t i = 0; i < task_.numbers.size(); ++i) {
            const auto of_a = order_of(number(a, i)), of_b = order_of(number(b, i));
            if (of_a != of_b) return of_a < of_b;
        }
        return false;
    }

    void reduce_key(std::span<const Loaded> rows) {
        const auto earlier = [](const Loaded& a, const Loaded& b) { return std::tie(a.time, a.place.cell, a.place.unit) < std::tie(b.time, b.place.cell, b.place.unit); };
        const Place place = std::min_element(rows.begin(), rows.end(), earlier)->place;
        for (std::size_t i = 0; i < task_.reducers.size(); ++i) {
            const KeyedTask::Reducer& reducer = task_.reducers[i];
            const metrics::Circumstances circumstances{reducer.wish.parameters, as_of_, reducer.per.has_value(), reducer.covariate.has_value()};
            fill(rows, reducer);
            reduced_.fate = Reduced::Fate::silent;
            reduced_.arm = 0;
            reduced_.runs.clear();
            reduced_.ratings.clear();
            reducer.wish.reduction->reduce(key_rows_, circumstances, reduced_);
            const auto count = static_cast<std::int64_t>(rows.size());
            if (reducer.wish.kind == metrics::Kind::key_ratings) rate(found_[i][place.cell].agreements, place, rows.front().key, count);
            else keep(found_[i][place.cell], place, reducer.wish.kind, count);
        }
    }

    void fill(std::span<const Loaded> rows, const KeyedTask::Reducer& reducer) {
        key_rows_.clear();
        for (const Loaded& row : rows) {
            metrics::KeyRow& out = key_rows_.emplace_back();
            out.score = number(row, reducer.score);
            out.label = number(row, reducer.label);
            if (reducer.wish.reduction->outcome && row.label != Label::unknown) out.label = row.label == Label::positive ? 1 : 0;
            out.value = number(row, reducer.value);
            out.per = number(row, reducer.per);
            out.covariate = number(row, reducer.covariate);
            out.covariate_per = number(row, reducer.covariate_per);
            out.time = row.time;
            out.item = row.item;
            out.of_version = reducer.version && ((row.flags >> *reducer.version) & 1) != 0;
            out.of_baseline = reducer.against && ((row.flags >> *reducer.against) & 1) != 0;
        }
    }

    void rate(Agreements& agreements, const Place& place, std::uint64_t key, std::int64_t rows) const {
        agreements.add(place.unit, key, reduced_.ratings);
        agreements.leave_out(rows - static_cast<std::int64_t>(reduced_.ratings.size()));
    }

    void keep(Found& found, const Place& place, metrics::Kind kind, std::int64_t rows) {
        if (reduced_.fate == Reduced::Fate::absent) return;
        KeySums& sums = found.sums[place.unit];
        if (reduced_.fate != Reduced::Fate::counted) {
            (reduced_.fate == Reduced::Fate::silent ? sums.silent : sums.crossed) += 1;
            sums.left_out += rows;
            return;
        }
        if (kind == metrics::Kind::key_sums) {
            sums.add(reduced_.arm, std::span<const double>(reduced_.numbers).first(reduced_.count), rows);
            return;
        }
        if (found.used.size() <= place.unit) found.used.resize(place.unit + std::size_t{1});
        found.used[place.unit] = 1;
        for (const auto& [key, label] : reduced_.runs) {
            found.open.push_back({key, place.unit * 2 + (label ? 1u : 0u), 1});
            if (found.open.size() >= block_entries_max) spill(found);
        }
    }

    void spill(Found& found) {
        seal(found);
        Block& block = found.blocks.back();
        const auto written = spill_.append(block.entries);
        if (!written) {
            failed_ = written.error();
            return;
        }
        block = {{}, *written, block.count};
    }

    const KeyedTask& task_;
    std::int64_t as_of_;
    SpillFile& spill_;
    std::vector<std::vector<Found>> found_;  ///< by reducer, then cell
    std::vector<Loaded> rows_;
    std::vector<double> numbers_;
    std::vector<metrics::KeyRow> key_rows_;
    Reduced reduced_;
    std::optional<base::Error> failed_;
};

class KeyCollector {
public:
    KeyCollector(const KeyedTask& task, Workers& workers, std::size_t grouping, std::size_t number, bool by_unit, const GatheredCells& cells)
        : task_(task), workers_(workers), grouping_(grouping), number_(number), by_unit_(by_unit), cells_(cells) {
        std::map<std::vector<std::string>, std::uint32_t> groups;
        for (std::size_t w = 0; w < workers.size(); ++w) places_.emplace_back(workers[w]->parts()[grouping]->partitions.slots().size());
        std::uint32_t number_of_cell = 0;
        for (const auto& [at, cell] : cells) {
            const std::uint32_t group = groups.emplace(at.second, static_cast<std::uint32_t>(groups.size())).first->second;
            for (const auto& slot : cell.slots) places_[slot.worker][slot.slot] = {number_of_cell, group, by_unit ? slot.unit : 0};
            ++number_of_cell;
        }
    }

    base::Result<std::vector<Answer>> answers(std::int64_t as_of, const std::shared_ptr<SpillFile>& spill) {
        std::vector<std::unique_ptr<LotReducer>> reducers;
        for (std::size_t i = 0; i < workers_.size(); ++i) reducers.push_back(std::make_unique<LotReducer>(task_, cells_.size(), by_unit_, as_of, *spill));
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < reducers.size(); ++i) threads.emplace_back([this, i, &reducers] { go_through(i, *reducers[i]); });
        }
        for (const auto& reducer : reducers) {
            if (reducer->failure()) return *reducer->failure();
        }
        std::vector<Answer> answers;
        for (std::size_t i = 0; i < task_.reducers.size(); ++i) answers.push_back(answer(i, reducers, spill));
        return answers;
    }

private:
    KeyTally& tally(std::size_t worker) { return static_cast<KeyTally&>(*workers_[worker]->parts()[grouping_]->accumulators[number_]); }

    /// Every so many-th lot.
    void go_through(std::size_t first, LotReducer& reducer) {
        for (std::size_t lot = first; lot < KeyTally::scatter && !reducer.failure(); lot += workers_.size()) {
            std::vector<std::vector<std::byte>> bytes;  // items are views into them
            for (std::size_t w = 0; w < workers_.size(); ++w) {
                bytes.push_back(tally(w).take(lot));
                reducer.load(bytes.back(), places_[w]);
            }
            reducer.reduce();
        }
    }

    std::int64_t rows_without_key(const GatheredCell& cell) {
        std::int64_t rows = 0;
        for (const auto& slot : cell.slots) rows += tally(slot.worker).left_out()[slot.slot];
        return rows;
    }

    Answer answer(std::size_t number, std::vector<std::unique_ptr<LotReducer>>& reducers, const std::shared_ptr<SpillFile>& spill) {
        Answer answer;
        std::size_t at = 0;
        for (const auto& [place, cell] : cells_) {
            std::vector<Found*> found;
            for (const auto& reducer : reducers) found.push_back(&reducer->found()[number][at]);
            ++at;
            Cell& out = answer.emplace_back();
            out.window = place.first;
            out.group = place.second;
            switch (task_.reducers[number].wish.kind) {
                case metrics::Kind::key_sums: out.statistic = sums(cell, found); break;
                case metrics::Kind::key_ratings: out.statistic = agreement(cell, found); break;
                default: out.statistic = runs(cell, found, spill);
            }
        }
        return answer;
    }

    std::map<std::uint32_t, KeySums> by_unit(const std::vector<Found*>& found) {
        std::map<std::uint32_t, KeySums> units;
        for (Found* one : found) {
            for (auto& [unit, sums] : one->sums) units[unit].merge(sums);
            one->sums.clear();
        }
        return units;
    }

    metrics::Statistic sums(const GatheredCell& cell, const std::vector<Found*>& found) {
        metrics::Split<KeySums> out;
        for (auto& [unit, sums] : by_unit(found)) {
            out.total.merge(sums);
            if (!by_unit_ || sums.keys() == 0) continue;
            out.keys.push_back(cell.keys[unit]);
            out.parts.push_back(std::move(sums));
        }
        out.total.left_out += rows_without_key(cell);
        count_units(cell, out.parts.size(), out.total.keys(), out.units, out.units_exact);
        return out;
    }

    metrics::Statistic agreement(const GatheredCell& cell, const std::vector<Found*>& found) {
        Agreements all(by_unit_);
        for (Found* one : found) all.merge(std::exchange(one->agreements, Agreements(by_unit_)));
        metrics::Split<Agreement> out;
        out.total = all.alone();
        for (const auto& [key, part] : all.parts()) {
            out.total.merge(part);
            out.keys.push_back(by_unit_ ? cell.keys[key] : key);
            out.parts.push_back(part);
        }
        out.total.left_out += rows_without_key(cell);
        if (by_unit_) count_units(cell, out.parts.size(), 0, out.units, out.units_exact);
        else out.units = out.total.items;
        return out;
    }

    /// Units that are gathered into buckets were counted before they were.
    void count_units(const GatheredCell& cell, std::size_t parts, std::int64_t keys, std::int64_t& units, bool& exact) const {
        const bool folded = by_unit_ && cell.folded;
        units = folded ? cell.units.value() : by_unit_ ? static_cast<std::int64_t>(parts) : keys;
        exact = !folded || cell.units.exact();
    }

    metrics::Statistic runs(const GatheredCell& cell, const std::vector<Found*>& found, const std::shared_ptr<SpillFile>& spill) {
        auto out = std::make_shared<SortedRuns>(spill);
        std::vector<std::uint8_t> used(std::max<std::size_t>(1, cell.keys.size()), 0);
        for (Found* one : found) {
            for (std::size_t i = 0; i < one->used.size(); ++i) used[i] = used[i] | one->used[i];
        }
        auto numbers = std::make_shared<std::vector<std::uint32_t>>(used.size(), 0);
        for (std::size_t i = 0; by_unit_ && i < used.size(); ++i) {
            (*numbers)[i] = static_cast<std::uint32_t>(out->keys.size());
            if (used[i] != 0) out->keys.push_back(cell.keys[i]);
        }
        if (by_unit_) {
            out->parts = out->keys.size();
            count_units(cell, out->parts, 0, out->units, out->units_exact);
        }
        for (Found* one : found) {
            LotReducer::seal(*one);
            for (Block& block : one->blocks) out->add(std::move(block), numbers);
        }
        out->seal();
        for (const auto& [unit, sums] : by_unit(found)) out->left_out += sums.left_out;
        out->left_out += rows_without_key(cell);
        return std::shared_ptr<const metrics::Runs>(std::move(out));
    }

    const KeyedTask& task_;
    Workers& workers_;
    std::size_t grouping_;
    std::size_t number_;
    bool by_unit_;
    const GatheredCells& cells_;
    std::vector<std::vector<Place>> places_;  ///< by worker and slot
};

}  // namespace

base::Result<std::vector<Answer>> collect_keys(const KeyedTask& task, Workers& workers, std::size_t grouping, std::size_t number, bool by_unit,
                                               const GatheredCells& cells, std::int64_t as_of, const std::shared_ptr<SpillFile>& spill) {
    return KeyCollector(task, workers, grouping, number, by_unit, cells).answers(as_of, spill);
}

}  // namespace observations
