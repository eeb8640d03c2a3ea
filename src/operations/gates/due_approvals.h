#pragma once

#include <optional>
#include <set>
#include <string>

#include "operations/service/service.h"

namespace operations {

/// Reminds those whose approval was asked for: at half of the time, and when it is over, then also the role it is escalated to. What was told
/// stands in the ledger, so that nobody is told twice after a restart. When to come back: nothing waits where there is none.
base::Result<std::optional<base::Time>> remind_of_approvals(Service& service, const Product& product);

}  // namespace operations
