#pragma once

#include <vector>

#include "operations/releases/releases.h"
#include "rollout/look.h"

namespace operations {

struct TimedLook {
    base::Time time;
    rollout::Look look;
};

/// What the comparison of a release has shown at evenly spaced moments from its beginning until it ended, or until now: made anew from what
/// is known today of the units that had come by each moment and whose outcomes had had their time. Reads what was received once.
base::Result<std::vector<TimedLook>> looks_of(const Product& product, const Release& release, base::Time now, std::size_t count);

}  // namespace operations
