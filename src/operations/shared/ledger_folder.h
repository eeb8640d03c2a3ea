#pragma once

#include <memory>
#include <string>

#include "records/ledger/export.h"

/// A ledger to be read: the folder that `--ledger` was given.
namespace operations {

struct ReadLedger {
    std::unique_ptr<records::Storage> storage;
    records::VerifyingKey key;  ///< of the folder; `KeyHistory::of` says which ones the ledger has had
};
base::Result<ReadLedger> read_ledger(const std::string& folder);

}  // namespace operations
