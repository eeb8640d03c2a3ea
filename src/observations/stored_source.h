#pragma once

#include <memory>

#include "observations/relation.h"
#include "observations/source.h"

namespace observations {

/// What a source of received rows says of itself.
struct StoredFacts {
    FileFact fact;
    std::int64_t rejected = 0;  ///< events of the same time of receipt that were kept aside
};

/// Rows of a database of ours, answered as those of files are.
std::unique_ptr<Source> source_of_stored(Reading reading, std::shared_ptr<duck::Database> database, Relation relation, StoredFacts facts);

}  // namespace observations
