#pragma once

#include <span>

#include "records/tracking/tracking.h"

namespace records {

/// One statement for a whole search of runs; `run_from` reads its rows.
/// Which runs are looked at: all, or those that have a number under the metric that is sorted by first, which stand before all others.
enum class Among { all, with_first_metric };
Statement search_statement(const Search& search, std::span<const std::int64_t> experiments, View view, Among among);
Run run_from(const Row& row);

}  // namespace records
