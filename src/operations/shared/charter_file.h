#pragma once

#include <string>

#include "base/result.h"
#include "charter/charter.h"

namespace operations {

/// A charter from a file, or from standard input for `-`.
///
/// Limits: limits::charter_bytes_max; nothing more than that is read of a larger file.
base::Result<charter::Charter> load_charter(const std::string& path);

}  // namespace operations
