#pragma once

#include <string>
#include <vector>

#include "observations/source.h"

namespace observations {

/// Predictions that two versions made of the same thing, told by the same unit at the same time: an application that asks a second version
/// beside the one it acts on (a shadow) sends both with an id of their own.
struct PairQuestion {
    std::string version, unit, time, score;  ///< columns
    std::string label;                       ///< the outcome of either counts for both
    std::string before, after;               ///< versions
    std::vector<std::string> columns;        ///< to keep beside those, of the earlier version's rows
};

/// What tells pairs apart in the files.
inline constexpr const char* pair_column = "charter: pair";

/// Writes the rows of each version into a Parquet file of its own, as many in both, and says how many. A unit that either version scored
/// more than once at a time is left out: nobody knows which belong together. `received` must be a store's.
base::Result<std::int64_t> write_pairs(Source& received, const PairQuestion& question, const std::string& before_file, const std::string& after_file);

}  // namespace observations
