#pragma once

#include "base/time.h"

namespace charter {

/// When something that holds for so long ends: months are the calendar's, and where the month has no such day, its last one.
base::Time end_of_term(base::Time start, base::Duration length, const base::Zone& zone);

}  // namespace charter
