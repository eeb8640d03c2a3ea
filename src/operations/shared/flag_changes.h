#pragma once

#include <string>

#include "operations/operation.h"
#include "operations/service/service.h"
#include "rollout/flag.h"

/// What the operations that change flags share.
namespace operations {

/// The entry of the ledger first, then what is served: nothing is in force that is not written down. What the flag says lies beside
/// the entry, where it can be erased: rules may name somebody. `event`: put, switched, removed.
base::Result<base::Done> change_flag(const Request& request, base::Time now, const std::string& product, const rollout::Flag& flag, const std::string& event, const std::string& reason);

/// Faults: `missing`, with the nearest key that there is.
base::Result<rollout::Flag> flag_called(Service& service, const std::string& product, const std::string& key);

/// `late-threshold: number, threshold; careful for a tenth of the units, else standard`.
std::string words_of(const rollout::Flag& flag);

}  // namespace operations
