#pragma once

#include <string>

#include "charter/draft.h"
#include "observations/source.h"

namespace operations {

/// A first charter from a look at data, and what was seen.
struct Drafted {
    charter::DraftData data;
    std::string text;
};
/// `product` and `source` (the name of the file) are written into it as they are. Faults: those of reading.
base::Result<Drafted> draft_from(const observations::Reading& reading, std::string product, std::string source);

}  // namespace operations
