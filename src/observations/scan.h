#pragma once

#include <memory>
#include <vector>

#include "observations/duck.h"
#include "observations/worker.h"

namespace observations {

/// One pass over the rows, in the threads that decode them: a thread that has decoded some rows borrows a worker, which
/// reads them where they lie. As many workers as DuckDB has threads leave nobody waiting. A worker's complaint ends it;
/// the complaint is left with the worker.
base::Result<base::Done> scan(duck::Database& database, const Plan& plan, const Relation& relation, std::vector<std::unique_ptr<Worker>>& workers, const Reading& reading);

}  // namespace observations
