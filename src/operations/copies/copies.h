#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

/// Copies of a data folder, on which nobody has to rely unseen: a list of every file with its digest goes with them, and the ledger
/// inside is verified when one is made and when one is put back.
///
///   backup/
///     backup.json          what is in it: {"format": "charter-backup/1", "made", "files": [{"path", "bytes", "digest"}], "entries"}
///     ledger.sqlite  registry.sqlite  keys/...  products/...
///
/// Whoever has a copy has the keys: it must be kept like them.
namespace operations {

struct Copied {
    std::size_t files = 0;
    std::uint64_t bytes = 0, entries = 0;
    std::string checkpoint;   ///< of the copied ledger; empty: it has no entry
};

/// Of a folder that may be in use: databases by their own means, everything else as it lies. `copy_store` copies what is received
/// of a product, from its folder into another; nothing there may be copied as it lies. `target` must not exist.
base::Result<Copied> back_up(const std::string& folder, const std::string& target, base::Time now, const std::function<base::Result<base::Done>(const std::string& product_folder, const std::string& into)>& copy_store);

/// What is wrong with a copy: files that are missing, changed or not listed, a ledger that does not verify. Nothing is written.
base::Result<Copied> check_backup(const std::string& backup);

/// Into a folder that is empty or does not exist. Faults: `corrupt` for a copy that does not verify, and nothing is left behind then.
base::Result<Copied> restore(const std::string& backup, const std::string& folder);

}  // namespace operations
