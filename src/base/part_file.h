#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace base {

/// A file on its way: written in pieces beside the place where it is to lie, and gone with this unless it was put there. So nobody ever sees half
/// of it under its name.
///
///   ASSIGN_OR_RETURN(PartFile part, PartFile::beside(path));
///   RETURN_IF_ERROR(part.add(bytes));
///   RETURN_IF_ERROR(part.put_at(path));
class PartFile {
public:
    /// `usual`: whoever may read what this user writes; a file that is given to somebody, and holds no secret.
    enum class Readers { owner, usual };
    /// Faults: `outside`.
    static Result<PartFile> beside(const std::string& path, Readers readers = Readers::owner);
    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    PartFile(const PartFile&) = delete;
    ~PartFile();

    Result<Done> add(std::string_view bytes);
    std::int64_t bytes() const { return bytes_; }
    /// Of all that was added, after which nothing more can be.
    const Digest& digest();
    /// On the disk, and under this name, when it returns. What was there is replaced.
    Result<Done> put_at(const std::string& path);

private:
    PartFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
    Error failed() const;
    void close();

    std::string path_;
    int file_ = -1;
    std::int64_t bytes_ = 0;
    Sha256 sha_;
    std::optional<Digest> digest_;
};

/// Under its name only when it is whole, and on the disk.
Result<Done> write_whole(const std::string& path, std::string_view bytes, PartFile::Readers readers = PartFile::Readers::owner);

}  // namespace base
