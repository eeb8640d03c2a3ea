#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "charter/charter.h"

/// Rows of files as the events that they were: what a model said, and later what came of it.
namespace observations {

/// One day of the files, in the order of its times: predictions, and the outcomes of those that have a label, as lines of events.
struct PastDay {
    base::Time day;
    std::string predictions, outcomes;
    std::int64_t predicted = 0, known = 0;
};

/// Shows the days in order. Parquet, CSV (also .gz) and NDJSON, names and globs. The rows need the charter's time and id columns; the
/// label, where there is one, is told in the outcomes alone. Faults: those of the files; a charter or files without these columns; what
/// `take` returns.
base::Result<base::Done> past_events(const std::vector<std::string>& files, const charter::Charter& document, const std::atomic<bool>* stop, const std::function<base::Result<base::Done>(const PastDay&)>& take);

}  // namespace observations
