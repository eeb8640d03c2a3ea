#pragma once

#include <optional>

#include "operations/service/service.h"

namespace operations {

/// Takes the version that a product's newest retraining brought on its way, as far as the charter says (`retraining: {then: ...}`): asks for the
/// approvals of its gate once there is evidence of it, and starts its release once the gate opens. What was done stands in the ledger and is
/// not done twice, whoever is killed in between. Whoever calls holds `Retrainings::deciding()`. When to look again; nothing: there is nothing
/// to wait for.
base::Result<std::optional<base::Time>> go_on_with_retrained(Service& service, const Product& product);

/// From now on the end of a retraining begins that.
void take_on_retrained(Service& service);

}  // namespace operations
