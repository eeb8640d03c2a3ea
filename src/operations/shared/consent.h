#pragma once

#include <string>

#include "charter/charter.h"
#include "records/ledger/ledger.h"

/// What somebody in a role has given or refused: a review, an approval.
namespace operations {

struct Consent {
    bool refused = false;
    std::string by_name;     ///< kept beside the ledger
    std::string by;          ///< the id that a server knows them by; empty: whoever can write the folder is believed
    std::string comment;
};

/// Faults a promise that does not rest on a record, with those that do.
base::Result<const charter::Promise*> promise_on_record(const charter::Charter& document, const std::string& id);

/// The entry, and before it that of the charter's revision where the ledger does not have it yet.
records::Plan plan_of(const charter::Promise& promise, const charter::Charter& document, const Consent& consent, const records::Draft& revision, const records::State& state);

/// `Recorded: review by risk given, entry 45`
std::string words_of(const charter::Promise& promise, const Consent& consent, const records::Added& added);

}  // namespace operations
