#pragma once

#include <string>

#include "tools/simulate/tally.h"

namespace simulate {

/// The page docs/drift_found.md: for each drift metric how often unchanged data are called moved, and the smallest shift of
/// a normal column that is found four times out of five, with 1,000 and with 100,000 rows on either side.
std::string detection(const Plan& plan, const std::string& commit);

}  // namespace simulate
