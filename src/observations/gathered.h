#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "observations/worker.h"

namespace observations {

/// A window and a group, over all workers.
struct GatheredCell {
    struct Slot {
        std::size_t worker = 0;
        std::uint32_t slot = 0;
        std::uint32_t unit = 0;  ///< index into `keys`
    };
    struct Partition {
        std::size_t worker = 0;
        std::size_t partition = 0;
    };
    bool folded = false;
    std::vector<std::uint64_t> keys;  ///< of units, or numbers of buckets; ascending
    std::vector<Slot> slots;
    std::vector<Partition> partitions;
    metrics::DistinctCount units;              ///< only when folded
    metrics::DistinctCount labelled_units;
};
using CellPlace = std::pair<std::int64_t, std::vector<std::string>>;
using GatheredCells = std::map<CellPlace, GatheredCell>;

/// The cells of a grouping, ordered by window and group. Faults: more groups or windows than `limits` allow.
base::Result<GatheredCells> gather(const Plan& plan, std::vector<std::unique_ptr<Worker>>& workers, std::size_t grouping);

}  // namespace observations
