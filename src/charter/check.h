#pragma once

#include <vector>

#include "charter/charter.h"
#include "charter/description.h"
#include "charter/faults.h"
#include "charter/yaml_tree.h"

namespace charter {

/// Checks a map of the document (usually all of it) against its description: keys, kinds of values, allowed words, what must be there. What depends on
/// several values at once is checked by those who build from them.
void check(const Node& node, const Shape& shape, const Vocabulary& metrics, Faults& faults, std::vector<Note>& notes);

}  // namespace charter
