#pragma once

#include <string>

#include "operations/service/service.h"
#include "operations/shared/side_changes.h"

namespace operations {

/// Who changes sides from one version to another, over the rows that a server keeps of both.
struct VersionSides {
    std::string why_none;                ///< a sentence; empty: something can be said
    std::int64_t pairs = 0;
    std::string joined_by;               ///< `traveller and at`
    std::optional<SideChanges> changes;
    std::optional<metrics::Estimate> money;  ///< what a decision is worth more by the new version, on the same rows (paired)
    std::string no_money;                ///< why there is none, where something else can be said
};

/// As `charter compare` says it, without its search for slices. Faults: those of the reading.
base::Result<VersionSides> version_sides(const Product& product, const std::string& before, const std::string& after, const Surroundings& surroundings);

}  // namespace operations
