#pragma once

#include <span>

#include "records/tracking/tracking.h"

namespace records {

/// One statement for a whole search of runs; `run_from` reads its rows.
Statement search_statement(const Search& search, std::span<const std::int64_t> experiments, View view);
Run run_from(const Row& row);

}  // namespace records
