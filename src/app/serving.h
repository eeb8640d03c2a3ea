#pragma once

#include <atomic>

#include "base/result.h"
#include "base/time.h"
#include "operations/operation.h"

namespace app {

/// Serves until `stop`, then ends when what was begun is answered. Prints the address; the log goes to standard error.
base::Result<base::Done> serve(operations::Service& service, const operations::Listening& listening, base::Time (*clock)(), const std::atomic<bool>& stop);

}  // namespace app
