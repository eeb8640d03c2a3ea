#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "observations/duck.h"
#include "observations/worker.h"

namespace observations {

/// One pass over the rows: the calling thread takes chunks from DuckDB, which decodes in threads of its own, and hands
/// them to the workers. A worker's complaint ends it; the complaint is left with the worker.
base::Result<base::Done> scan(duck::Database& database, const std::string& sql, std::vector<std::unique_ptr<Worker>>& workers, const Reading& reading);

}  // namespace observations
