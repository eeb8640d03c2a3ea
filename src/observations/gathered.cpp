#include "observations/gathered.h"

#include <algorithm>
#include <set>

#include "base/limits.h"

namespace observations {

namespace {

std::vector<std::string> names_of(const Grouping& grouping, const Worker& worker, const std::vector<std::uint32_t>& codes) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < codes.size(); ++i) names.push_back(codes[i] == 0 ? "(missing)" : worker.dictionary(grouping.by[i]).name(codes[i]));
    return names;
}

/// Buckets keep their number; units go into theirs when the whole is folded although this worker saw few of them.
std::uint64_t key_in(const GatheredCell& cell, const Partitions::Slot& slot) {
    return cell.folded && !slot.bucket ? slot.key % base::limits::unit_buckets : slot.key;
}

void sort_unique(std::vector<std::uint64_t>& keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

/// One grouping's cells while they are put together.
class Gathering {
public:
    Gathering(std::vector<std::unique_ptr<Worker>>& workers, const Grouping& grouping, std::size_t number, bool by_unit)
        : workers_(workers), grouping_(grouping), number_(number), by_unit_(by_unit) {}

    base::Result<GatheredCells> run() {
        find_cells();
        if (auto failed = check_limits()) return *failed;
        if (by_unit_) {
            decide_folding();
            count_units();
            sketch_large();
        }
        place_slots();
        return std::move(cells_);
    }

private:
    Partitions& partitions(std::size_t worker) { return workers_[worker]->parts()[number_]->partitions; }

    void find_cells() {
        for (std::size_t w = 0; w < workers_.size(); ++w) {
            auto& own = cell_of_.emplace_back();
            for (std::size_t p = 0; p < partitions(w).partitions().size(); ++p) {
                const auto& partition = partitions(w).partitions()[p];
                auto& cell = cells_[{partition.window, names_of(grouping_, *workers_[w], partitions(w).codes_of(partition.group))}];
                cell.partitions.push_back({w, p});
                own.push_back(&cell);
            }
        }
    }

    std::optional<base::Error> check_limits() const {
        std::set<std::int64_t> windows;
        std::set<std::vector<std::string>> groups;
        for (const auto& [place, cell] : cells_) {
            windows.insert(place.first);
            groups.insert(place.second);
        }
        return limit_error(grouping_, groups.size(), windows.size());
    }

    template <class Each>
    void each_slot(const Each& each) {
        for (std::size_t w = 0; w < workers_.size(); ++w) {
            const auto& slots = partitions(w).slots();
            for (std::uint32_t s = 0; s < slots.size(); ++s) each(w, s, slots[s], *cell_of_[w][slots[s].partition]);
        }
    }

    /// Each slot that is no bucket is a unit, those that were given up too, so a worker alone shows what the whole is.
    void decide_folding() {
        each_slot([](std::size_t, std::uint32_t, const Partitions::Slot& slot, GatheredCell& cell) {
            if (slot.bucket) cell.folded = true;
            else cell.keys.push_back(slot.key);
        });
        for (auto& [place, cell] : cells_) {
            sort_unique(cell.keys);
            if (cell.keys.size() > base::limits::unit_parts_max) cell.folded = true;
            cell.keys.clear();
        }
        each_slot([](std::size_t, std::uint32_t, const Partitions::Slot& slot, GatheredCell& cell) { cell.keys.push_back(key_in(cell, slot)); });
        for (auto& [place, cell] : cells_) sort_unique(cell.keys);
    }

    void count_units() {
        for (auto& [place, cell] : cells_) {
            if (!cell.folded) continue;
            for (const auto& [w, p] : cell.partitions) {
                auto& partition = partitions(w).partitions()[p];
                cell.units.merge(partition.units);
                cell.labelled_units.merge(partition.labelled_units);
                partition.units = {};
                partition.labelled_units = {};
            }
        }
        each_slot([](std::size_t, std::uint32_t, const Partitions::Slot& slot, GatheredCell& cell) {
            if (!cell.folded || slot.bucket) return;
            cell.units.add(slot.key);
            if (slot.labelled) cell.labelled_units.add(slot.key);
        });
    }

    /// The same rule that each worker followed, now for the whole.
    void sketch_large() {
        std::int64_t counted = 0;
        bool sketched = false;
        for (const auto& [place, cell] : cells_) {
            counted += cell.units.value();
            sketched = sketched || !cell.units.exact();
        }
        if (!sketched && counted <= static_cast<std::int64_t>(base::limits::units_counted_max)) return;
        for (auto& [place, cell] : cells_) {
            if (!cell.folded || cell.units.value() <= small_count_max) continue;
            cell.units.sketch();
            cell.labelled_units.sketch();
        }
    }

    void place_slots() {
        each_slot([this](std::size_t w, std::uint32_t s, const Partitions::Slot& slot, GatheredCell& cell) {
            const auto at = by_unit_ ? std::lower_bound(cell.keys.begin(), cell.keys.end(), key_in(cell, slot)) - cell.keys.begin() : 0;
            cell.slots.push_back({w, s, static_cast<std::uint32_t>(at)});
        });
    }

    std::vector<std::unique_ptr<Worker>>& workers_;
    const Grouping& grouping_;
    std::size_t number_;
    bool by_unit_;
    GatheredCells cells_;
    std::vector<std::vector<GatheredCell*>> cell_of_;  ///< by worker and partition
};

}  // namespace

base::Result<GatheredCells> gather(const Plan& plan, std::vector<std::unique_ptr<Worker>>& workers, std::size_t grouping) {
    const bool by_unit = plan.has_units(plan.groupings[grouping]);
    return Gathering(workers, plan.groupings[grouping], grouping, by_unit).run();
}

}  // namespace observations
