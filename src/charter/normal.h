#pragma once

#include "base/json.h"
#include "charter/yaml_tree.h"

namespace charter {

/// The document without what does not change its meaning: typed values in one spelling, single names as lists where both
/// are allowed, lengths and times normalised, defaults left out. Only for documents without faults.
base::json::value normal(const Node& root, const base::Zone& zone);

}  // namespace charter
