#pragma once

#include <cstdint>
#include <vector>

#include "observations/plan.h"
#include "observations/relation.h"

namespace observations {

/// What could not be read: whole rows, and after them single values of rows that count all the same.
struct Rejected {
    std::int64_t rows = 0;
    std::vector<Reject> kept;  ///< at most limits::rejects_kept_max
};

/// After a scan. `malformed` and `unreadable` are what the workers counted; where both are zero nothing is read again.
base::Result<Rejected> find_rejects(duck::Database& database, const Relation& relation, const Plan& plan, std::int64_t malformed, std::int64_t unreadable);
/// Before a scan: forgets the rejects of an earlier one.
base::Result<base::Done> forget_rejects(duck::Database& database);

/// " (FILE, row N)" of a row in which the SQL is true, after the value that the column has there; empty when there is none.
std::string locate(duck::Database& database, const Relation& relation, const Complaint& complaint);

}  // namespace observations
