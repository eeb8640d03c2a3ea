#pragma once

#include "operations/shared/comparison.h"

namespace operations {

/// Adds the choice of a comparison, with its price, to the ledger of the folder, made when there is none; the charter before it where
/// its text is new. `by`: who chose, kept beside the ledger; empty: nobody is named. Returns a sentence that says which entry it is.
base::Result<std::string> remember_choice(const Comparison& of, const std::string& folder, const std::string& by, base::Time now);

}  // namespace operations
