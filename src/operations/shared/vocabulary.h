#pragma once

#include "charter/charter.h"

namespace operations {

/// The metrics catalogue as the document needs to know it.
charter::Vocabulary vocabulary();

}  // namespace operations
