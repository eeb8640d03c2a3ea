#include "operations/shared/ledger_folder.h"

namespace operations {

base::Result<ReadLedger> read_ledger(const std::string& folder) {
    ASSIGN_OR_RETURN(auto storage, records::existing_sqlite_storage(folder + "/ledger.sqlite"));
    // Before the entries are read: a change of key commits the entry first, and only then puts the new key here.
    ASSIGN_OR_RETURN(const auto key, records::SigningKey::read(folder + "/keys/ledger.pem"));
    return ReadLedger{std::move(storage), key.verifying()};
}

}  // namespace operations
