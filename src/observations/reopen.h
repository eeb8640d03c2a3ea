#pragma once

#include "observations/source.h"

namespace observations {

/// The same files, whose columns have been seen, read otherwise: nothing is opened twice. `seen` has answered nothing yet, and was
/// opened with the threads and the stop of `reading`.
base::Result<std::unique_ptr<Source>> reopen(std::unique_ptr<Source> seen, Reading reading);

}  // namespace observations
