#pragma once

#include "operations/service/service.h"
#include "protocols/mlflow/guard.h"

namespace operations {

/// Whether a name of a registered model may move. A model that a charter names obeys that charter's gates: an alias or stage before which a
/// gate stands moves once the gate opens for the version, and what would let it move another way is refused: to delete the model or a version
/// that has such a name, to rename it, to give its name to another. What may happen becomes an entry of the ledger. Faults: `denied`, with
/// what is missing.
base::Result<base::Done> may_move(Service& service, const protocols::mlflow::Move& move);

}  // namespace operations
