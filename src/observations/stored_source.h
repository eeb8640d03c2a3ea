#pragma once

#include <memory>
#include <optional>

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

/// What is behind such a source, for questions that are not those of a `Source`; nothing: it is another one.
struct StoredRows {
    duck::Database* database = nullptr;
    const Relation* relation = nullptr;
};
std::optional<StoredRows> stored_rows(Source& source);

}  // namespace observations
