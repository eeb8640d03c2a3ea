#pragma once

#include <functional>
#include <optional>
#include <string>

#include "operations/operation.h"
#include "operations/shared/ledger_folder.h"

namespace operations {

/// Which entries of a ledger, and how they are written.
struct EntriesWanted {
    std::string product, promise, kind;  ///< empty: any
    std::optional<base::Time> since;
    bool as_json = false;
    std::function<bool(const std::string& product)> visible;  ///< empty: all are
};
/// From the parameters `product`, `promise`, `kind`, `since`, `format`.
EntriesWanted entries_wanted(const Arguments& arguments);

/// The oldest first: a line for each, or JSON with the whole of each.
base::Result<std::string> listed(const ReadLedger& ledger, const EntriesWanted& which);

/// That an entry is in the ledger and, with `since`, that the ledger of so many entries is the beginning of this one; as JSON.
base::Result<std::string> proof_of(const ReadLedger& ledger, std::optional<double> entry, std::optional<double> since);

}  // namespace operations
