#pragma once

#include <string>

#include "tools/simulate/tally.h"

namespace simulate {

/// The rest of docs/drift_found.md: detectors that do not compare one column of two files. Several columns together, values in
/// order of arrival, windows against those of the same hour of the week, and thresholds taken from earlier windows.
std::string detectors(const Plan& plan);

}  // namespace simulate
