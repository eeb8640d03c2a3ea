#pragma once

#include <cstddef>
#include <vector>

#include "observations/relation.h"

namespace observations {

/// Which questions, by their numbers, are answered together.
using Passes = std::vector<std::vector<std::size_t>>;

/// A Parquet file is decoded a row group at a time in each thread, and of every column at least a page, often the whole of
/// the group, lies in memory: a thousand columns may need gigabytes. So that the reader stays within
/// `limits::reader_bytes_max`, questions about columns are put into passes whose columns need no more than half of it.
/// Columns lie apart in the file, so several passes read little more than one. Other files are read in one pass.
base::Result<Passes> passes_for(duck::Database& database, const Relation& relation, const std::vector<Question>& questions, std::size_t threads);

}  // namespace observations
