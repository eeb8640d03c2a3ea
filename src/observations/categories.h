#pragma once

#include "observations/source.h"

namespace observations {

/// Beyond `limits::categories_max` different categories over all cells, the rarer ones become `(other)`: the most
/// frequent stay, of equals the first by name, so that every cell has the same.
void gather_rare(Answer& histograms);

}  // namespace observations
