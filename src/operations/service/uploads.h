#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace operations {

/// A file that somebody has sent. It is on the disk as long as somebody holds this, and gone with the last.
struct Upload {
    std::string id, owner;   ///< the owner's id
    std::string name;        ///< as the sender called it; never a path of ours
    std::string path;
    std::size_t bytes = 0;
    base::Time expires;

    Upload() = default;
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;
    ~Upload();
};

/// Where a sentence names our path, what the sender called the file.
std::string without_path(std::string sentence, const Upload& upload);

/// Files that people send to be looked at: a draft is made from one, and charters are tried on it. They are nobody's observations:
/// each belongs to whoever sent it, is shown to nobody else, and is removed when its time is over, when newer ones take its place, when its owner
/// says so, and when a server starts.
///
///   ASSIGN_OR_RETURN(const auto upload, uploads.keep(actor.id, "march.parquet", bytes, now));
///   ASSIGN_OR_RETURN(const auto again, uploads.find(upload->id, actor.id, now));
///
/// Any number of threads. Limits: `files_per_owner_max` of one owner, of whom the oldest goes first; `bytes_max` of all together.
class Uploads {
public:
    static constexpr std::size_t files_per_owner_max = 3;
    static constexpr std::size_t bytes_max = 1u << 30;
    static constexpr std::int64_t minutes_max = 60;

    /// What lies in the folder is from before, and is removed.
    explicit Uploads(std::string folder);

    /// Faults: `limit` when others' files leave no room, `outside` when the disk is full or fails.
    base::Result<std::shared_ptr<const Upload>> keep(const std::string& owner, const std::string& name, std::string_view bytes, base::Time now);
    /// Faults: `missing`, also for a file of somebody else.
    base::Result<std::shared_ptr<const Upload>> find(const std::string& id, const std::string& owner, base::Time now);
    base::Result<base::Done> remove(const std::string& id, const std::string& owner, base::Time now);

private:
    void forget_expired(base::Time now);
    void make_room_for(const std::string& owner);

    const std::string folder_;
    std::mutex mutex_;
    std::list<std::shared_ptr<const Upload>> kept_;  ///< oldest first
};

}  // namespace operations
