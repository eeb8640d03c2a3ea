#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/part_file.h"
#include "records/registry/database.h"

/// Files that runs and models leave behind. What has the same content lies there once, under its SHA-256; which path has which
/// content stands in a database, so a file that was read is the one that was written, or an error.
///
///   artifacts/ab/ab34...      bytes
///   files                     path -> digest
namespace records {

struct ArtifactEntry {
    std::string path;  ///< below the folder that was listed
    bool is_folder = false;
    std::int64_t bytes = 0;
};

struct StoredArtifact {
    std::string digest;  ///< `sha256:...`
    std::string file;    ///< where it lies
    std::int64_t bytes = 0;
};

/// Of one file: what a disk of a training machine may hold, and far above the models that people keep.
inline constexpr std::uint64_t artifact_bytes_max = std::uint64_t{64} << 30;

class Artifacts {
public:
    /// `folder` is made when something is put into it.
    Artifacts(std::string folder, Database& database) : folder_(std::move(folder)), database_(database) {}

    /// A file on its way to be kept: what is sent is written there piece by piece, and never held. Faults: `outside`.
    base::Result<base::PartFile> incoming();
    /// On the disk when it returns. What was there under this path before is replaced.
    base::Result<StoredArtifact> keep(const std::string& path, base::PartFile part);
    base::Result<StoredArtifact> put(const std::string& path, std::string_view bytes);
    base::Result<StoredArtifact> find(const std::string& path);
    /// What lies directly in a folder, by name; nothing for one that is not there.
    base::Result<std::vector<ArtifactEntry>> list(const std::string& folder);
    /// Of a file its digest; of a folder that of the paths and digests of all that is in it; empty: there is nothing.
    base::Result<std::string> digest_of(const std::string& path);
    /// A file, or a folder with all that is in it. Content that no path has any more goes.
    base::Result<base::Done> remove(const std::string& path);

private:
    std::string file_of(const std::string& digest) const;
    base::Result<base::Done> remove_locked(const std::string& name);

    std::string folder_;
    Database& database_;
    std::mutex mutex_;  ///< of what puts and removes: content that one is about to name must not be taken away by the other
};

/// `a/b/c`, relative, without `.` and `..`, empty words, backslashes and control characters. Faults: `input`.
base::Result<std::string> artifact_path(std::string_view path);

}  // namespace records
