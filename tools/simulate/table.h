#pragma once

#include <string>
#include <vector>

#include "tools/simulate/properties.h"
#include "tools/simulate/tally.h"

namespace simulate {

/// The page docs/errors.md.
std::string table(const std::vector<Cell>& cells, const std::vector<Property>& properties, const Plan& plan,
                  const std::string& commit);

}  // namespace simulate
