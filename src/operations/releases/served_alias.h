#pragma once

#include <optional>
#include <string>
#include <utility>

#include "operations/releases/releases.h"

/// The aliases of a product's registered model, as the ledger has them: a move that its gate let through, and a release that is done or was rolled
/// back, each say where an alias belongs, and the later of them holds. What the ledger says is done in the registry when it is written, and
/// again when a server starts: whoever is killed in between has decided, and the effect follows.
namespace operations {

/// Which name of the model is moved when a release is done, and the gate before it; nothing: the charter has none.
std::optional<std::pair<std::string, std::string>> served_alias(const charter::Charter& document);

/// `last`: the newest release of the product; null: there was none.
base::Result<base::Done> follow_aliases(Service& service, const charter::Charter& document, const Release* last);

}  // namespace operations
