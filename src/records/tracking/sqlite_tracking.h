#pragma once

#include <memory>
#include <string>

#include "records/registry/database.h"

namespace records {

/// A database as `sqlite_database` makes it, but a commit returns when the operating system has it: a process that is killed loses
/// nothing, a power failure the last moments. Many small writes are then ten and more times as fast.
base::Result<std::unique_ptr<Database>> sqlite_tracking(const std::string& path);

}  // namespace records
