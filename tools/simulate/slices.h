#pragma once

#include <vector>

#include "tools/simulate/properties.h"

namespace simulate {

/// The search for slices: how often it confirms one where there is none, and finds one that was planted.
std::vector<Property> slice_properties(const Plan& plan);

}  // namespace simulate
