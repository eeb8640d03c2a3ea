#pragma once

#include "records/registry/database.h"

namespace records {

/// The tables of experiments and runs; steps are only ever added.
base::Result<base::Done> upgrade_tracking(Database& database);

}  // namespace records
