#pragma once

#include <cstdint>

#include "records/registry/database.h"

/// The registry's tables, as steps from one version to the next: an older file is brought up to date when it is opened.
namespace records {

/// The version that this program writes.
std::int64_t newest_schema();

/// Takes the steps that are missing, all or none. Refuses a file that a newer program wrote. `until`: for tests, which make older files.
base::Result<base::Done> upgrade(Database& database, std::int64_t until = newest_schema());

}  // namespace records
