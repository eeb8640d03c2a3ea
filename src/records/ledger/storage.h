#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/ledger/entry.h"

/// Where a ledger lies. There is no function that changes or deletes an entry.
namespace records {

struct Addition {
    std::vector<std::string> entries;   ///< canonical, in order
    std::vector<Aside> asides;          ///< what the entries refer to
    std::vector<base::Digest> erased;   ///< asides to delete
    std::string checkpoint;             ///< signed note of the ledger with these entries
};

class Storage {
public:
    virtual ~Storage() = default;

    /// Entries from `first` on, at most `count`.
    virtual base::Result<std::vector<std::string>> entries(std::uint64_t first, std::uint64_t count) const = 0;
    /// All of it or nothing, and durable when it returns true. False: others have appended, and there are no longer `size` entries.
    virtual base::Result<bool> append(std::uint64_t size, const Addition& addition) = 0;
    virtual base::Result<std::vector<Aside>> asides() const = 0;
    /// The entries that change the ledger's key, in order. May hold others: those alone count whose kind is `key`.
    virtual base::Result<std::vector<std::string>> key_changes() const = 0;
    /// The newest; empty: there is none.
    virtual base::Result<std::string> checkpoint() const = 0;
};

/// A SQLite database. Other processes may have it open too.
base::Result<std::unique_ptr<Storage>> sqlite_storage(const std::string& path);
/// The same, for reading alone: fails where there is none.
base::Result<std::unique_ptr<Storage>> existing_sqlite_storage(const std::string& path);

}  // namespace records
