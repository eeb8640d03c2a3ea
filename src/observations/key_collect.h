#pragma once

#include <memory>
#include <vector>

#include "observations/gathered.h"

namespace observations {

/// Reduces the rows of each key and adds the keys up: one answer for each reducer of the task, cell by cell as in
/// `cells`. Fault `outside` when the disk is full. `as_of`: the moment of looking, for reductions that need to know what could be seen by then.
base::Result<std::vector<Answer>> collect_keys(const KeyedTask& task, std::vector<std::unique_ptr<Worker>>& workers, std::size_t grouping, std::size_t number,
                                               bool by_unit, const GatheredCells& cells, std::int64_t as_of, const std::shared_ptr<SpillFile>& spill);

}  // namespace observations
