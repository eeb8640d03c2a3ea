#pragma once

#include "records/ledger/entry.h"

/// A verdict is computed again from what its entry encloses, where that is little: the counts of a share of independent rows.
namespace records {

enum class Recomputed {
    same,          ///< interval and verdict follow from the counts
    other,         ///< they do not
    not_enclosed,  ///< no verdict, or one that rests on more than two counts
};
Recomputed recompute(const Entry& entry);

}  // namespace records
