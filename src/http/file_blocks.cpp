#include "http/file_blocks.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace http {

namespace {

constexpr std::int64_t block_bytes = 256 << 10;

base::Error corrupt(const std::string& path) { return {base::Fault::corrupt, "a file is not what was put there: " + path, "restore it from a backup, or send it again"}; }

}  // namespace

void FileBlocks::close_handle(int* handle) {
    ::close(*handle);
    delete handle;
}

base::Result<FileBlocks> FileBlocks::open(const SentFile& file) {
    const int handle = ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (handle < 0) return corrupt(file.path);
    return FileBlocks(file, handle);
}

base::Result<std::string> FileBlocks::next() {
    std::string block(static_cast<std::size_t>(std::min(left_, block_bytes)), '\0');
    for (std::size_t done = 0; done < block.size();) {
        const auto count = ::read(*handle_, block.data() + done, block.size() - done);
        if (count <= 0) return corrupt(file_.path);
        done += static_cast<std::size_t>(count);
    }
    sha_.add(block.data(), block.size());
    left_ -= static_cast<std::int64_t>(block.size());
    if (left_ == 0 && !block.empty() && base::format(sha_.finish()) != file_.digest) return corrupt(file_.path);
    return block;
}

}  // namespace http
