#pragma once

#include <string>

#include "base/result.h"

namespace records {

/// A copy of a SQLite database as it stands at one moment, also while others write to it (SQLite's online backup): the ledger, the
/// registry. `target` must not exist. The copy is on disk when it returns.
base::Result<base::Done> copy_sqlite(const std::string& source, const std::string& target);

}  // namespace records
