#pragma once

#include <iterator>
#include <vector>

#include "base/limits.h"
#include "observations/received_limits.h"
#include "operations/feedback/said.h"

namespace operations {

/// Every bound of the system: those of all rooms, and those of what is received and said.
inline std::vector<base::limits::Row> every_limit() {
    std::vector<base::limits::Row> rows(std::begin(base::limits::all), std::end(base::limits::all));
    rows.insert(rows.end(), std::begin(base::limits::received), std::end(base::limits::received));
    rows.insert(rows.end(), std::begin(feedback_limits), std::end(feedback_limits));
    return rows;
}

}  // namespace operations
