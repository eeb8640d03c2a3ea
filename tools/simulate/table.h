#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/simulate/properties.h"
#include "tools/simulate/tally.h"

namespace simulate {

/// The page errors.md with a summary, and a page for each family of metrics, errors/FAMILY.md: by path, for the folder docs.
std::map<std::string, std::string> pages(const std::vector<Cell>& cells, const std::vector<Property>& properties, const Plan& plan,
                                         const std::string& commit);

}  // namespace simulate
