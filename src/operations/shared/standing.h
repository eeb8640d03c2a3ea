#pragma once

#include "base/json.h"
#include "operations/service/service.h"

/// What a reader must know of a product before any number: what does not hold, since when, what it costs, who must act, and what is about to break.
namespace operations {

/// {"product", "vision", "currency", "judged", "before_restart", "fault", "as_of", "version", "gate", "counts": {"kept", "broken", "unproven"},
///  "failing": [{"promise", "statement", "verdict", "breach", "owner", "since", "windows", "window", "money", "sentence", "next"}],
///  "breaking": [{"promise", "statement", "owner", "verdict", "why", "alarmed", "evidence_share", "probability", "windows_ahead"}],
///  "roles": [{"id", "title", "people"}], "objectives": [{"id", "statement", "owner"}]}
///
/// Failing is what is not kept: broken before unproven, what stops releases first. `since` is the start of the first window of those that have
/// had this verdict without interruption; null where a promise has no windows. `money` is a sentence, empty where it is not known. Breaking is
/// what is kept or unproven and has an alarm, half of the evidence for one, or a forecast of a breach of at least one in four.
base::Result<base::json::object> standing_of(Service& service, const Product& product);

}  // namespace operations
