#pragma once

#include <vector>

#include "tools/simulate/classes.h"
#include "tools/simulate/drift.h"
#include "tools/simulate/world.h"

/// The situations of the declared grid, in the order of the table.
namespace simulate {

std::vector<World> worlds();
std::vector<World> worlds_of_groups();
std::vector<Drift> drifts();
std::vector<ClassWorld> worlds_of_classes();

}  // namespace simulate
