#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/sha256.h"
#include "http/server.h"

namespace http {

/// The pieces of a file that is sent. The last of them is given once the digest is right: whoever gets all of the bytes got those that were kept,
/// and of a file that is no longer what it was nobody gets the end.
class FileBlocks {
public:
    static base::Result<FileBlocks> open(const SentFile& file);
    /// Empty: there are no more. Faults: `corrupt`.
    base::Result<std::string> next();

private:
    FileBlocks(SentFile file, int handle) : file_(std::move(file)), handle_(new int(handle), &close_handle), left_(file_.bytes) {}
    static void close_handle(int* handle);

    SentFile file_;
    std::unique_ptr<int, void (*)(int*)> handle_;
    std::int64_t left_;
    base::Sha256 sha_;
};

}  // namespace http
