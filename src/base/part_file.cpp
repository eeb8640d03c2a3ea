#include "base/part_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "base/assert.h"
#include "base/keyed_digest.h"

namespace base {

Result<PartFile> PartFile::beside(const std::string& path, Readers readers) {
    const std::string part = path + "." + format(digest_of(random_bytes(16))).substr(7, 12) + ".part";
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, readers == Readers::owner ? 0600 : 0666);
    if (file < 0) return Error{Fault::outside, "cannot write: " + path, "check the folder, its permissions and the space on the disk"};
    return PartFile(part, file);
}

PartFile::PartFile(PartFile&& other) noexcept : path_(std::exchange(other.path_, {})), file_(std::exchange(other.file_, -1)), bytes_(other.bytes_), sha_(std::move(other.sha_)), digest_(other.digest_) {}

PartFile::~PartFile() {
    close();
    if (!path_.empty()) std::remove(path_.c_str());
}

void PartFile::close() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
}

Error PartFile::failed() const { return {Fault::outside, "cannot write: " + path_, "check the folder, its permissions and the space on the disk"}; }

Result<Done> PartFile::add(std::string_view bytes) {
    ASSERT(!digest_);
    for (std::size_t done = 0; done < bytes.size();) {
        const auto count = ::write(file_, bytes.data() + done, bytes.size() - done);
        if (count <= 0) return failed();
        done += static_cast<std::size_t>(count);
    }
    sha_.add(bytes.data(), bytes.size());
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return Done{};
}

const Digest& PartFile::digest() {
    if (!digest_) digest_ = sha_.finish();
    return *digest_;
}

Result<Done> PartFile::put_at(const std::string& path) {
    ASSERT(!path_.empty());
    if (::fsync(file_) != 0) return failed();
    close();
    if (std::rename(path_.c_str(), path.c_str()) != 0) return failed();
    path_.clear();
    return Done{};
}

Result<Done> write_whole(const std::string& path, std::string_view bytes, PartFile::Readers readers) {
    ASSIGN_OR_RETURN(PartFile part, PartFile::beside(path, readers));
    RETURN_IF_ERROR(part.add(bytes));
    return part.put_at(path);
}

}  // namespace base
