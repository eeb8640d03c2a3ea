#pragma once

#include "operations/operation.h"
#include "operations/shared/decided.h"

namespace operations {

/// What predicted numbers and rankings are worth, where no threshold decides. Faults: `value:` lacks what such a task needs.
base::Result<Output> worth_elsewhere(const charter::Charter& document, observations::Source& source, const Deciding& how, const Arguments& arguments, const Surroundings& surroundings);

}  // namespace operations
