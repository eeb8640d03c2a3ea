#pragma once

#include <map>
#include <optional>
#include <string>

#include "operations/service/service.h"

namespace operations {

/// What was received of a version.
struct SeenVersion {
    std::int64_t rows = 0;
    std::optional<base::Time> first, last;
};

struct SeenVersions {
    std::map<std::string, SeenVersion> of;
    std::string why_none;  ///< a sentence; empty: rows can be told apart by version
};

/// The versions of all predictions that are kept, counted once for what was received. Faults: those of the reading.
base::Result<SeenVersions> seen_versions(Service& service, const Product& product);

}  // namespace operations
