#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "records/registry/database.h"

/// What many who write at the same time, and many who read again and again, need beyond `Database`.
///
/// A commit takes longer than most changes, and as long for a hundred of them as for one: whoever has several that wait makes them in one commit.
///
///   const auto done = in_one(database, [&] {
///       for (auto& one : waiting) one.result = one.write();   // each may use `together`, and fails or succeeds alone
///   });
///   // now, and not before, each may be told; where `done` failed nothing of any of them was kept
///
/// What was read may be kept as long as nothing was written:
///
///   const auto count = write_count(path);
///   const std::uint64_t before = *count;       // before it is read
///   ...                                        // the same later: what was read still holds
namespace records {

class SharedCommit {
public:
    virtual ~SharedCommit() = default;
    virtual base::Result<base::Done> in_one(const std::function<void()>& work) = 0;
};

/// `work` in one commit; what it did is kept when this returns as what one statement does is, all of it, or, where this fails, nothing. A `together` inside it that fails takes
/// back what it did itself and nothing else. A database that cannot share a commit makes one for each statement, as it does otherwise.
base::Result<base::Done> in_one(Database& database, const std::function<void()>& work);

/// How often this process has written to the database at `path`, also one that is opened later. A write counts before whoever made it hears that it is done.
std::shared_ptr<const std::atomic<std::uint64_t>> write_count(const std::string& path);

}  // namespace records
