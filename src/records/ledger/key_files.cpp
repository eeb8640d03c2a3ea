#include "records/ledger/key_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace records {

namespace {

base::Error failed(const std::string& what, const std::string& path, const std::string& why) {
    return {base::Fault::outside, what + ": " + path + ": " + why, "check the folder's permissions and the space on the disk"};
}

/// A name that was given or taken lasts once its folder has reached the disk.
base::Result<base::Done> keep_names(const std::string& folder) {
    const int file = ::open((folder + "/keys").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool kept = file >= 0 && ::fsync(file) == 0;
    const std::string why = kept ? std::string() : std::strerror(errno);
    if (file >= 0) ::close(file);
    if (!kept) return failed("the keys cannot be made durable", folder + "/keys", why);
    return base::Done{};
}

}  // namespace

void HeldKeys::Close::operator()(int* file) const {
    ::close(*file);  // which lets go of the lock
    delete file;
}

base::Result<HeldKeys> HeldKeys::of(const std::string& folder) {
    const std::string path = folder + "/keys";
    const int file = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return failed("the keys cannot be held", path, std::strerror(errno));
    HeldKeys held(file);
    int code = 0;
    do code = ::flock(file, LOCK_EX);
    while (code != 0 && errno == EINTR);
    if (code != 0) return failed("the keys cannot be held", path, std::strerror(errno));
    return held;
}

base::Result<SigningKey> KeyFiles::current() const { return SigningKey::keep_in(current_path()); }

base::Result<SigningKey> KeyFiles::settle(const HeldKeys&, const VerifyingKey& wanted) const {
    // Read again: another process may have put it in its place meanwhile.
    ASSIGN_OR_RETURN(auto key, SigningKey::read(current_path()));
    if (key.verifying().bytes() == wanted.bytes()) return key;
    const auto next = SigningKey::read(next_path());
    if (!next || next->verifying().bytes() != wanted.bytes()) {
        return base::Error{base::Fault::outside, "the ledger goes on under another key than the one in its folder: " + current_path(), "put back the key that took its place, from a backup made after the change of key; without it nothing can be appended"};
    }
    std::error_code code;
    std::filesystem::rename(next_path(), current_path(), code);
    if (code) return failed("the ledger's new key cannot be put in its place", current_path(), code.message());
    RETURN_IF_ERROR(keep_names(folder_));
    return *next;
}

base::Result<SigningKey> KeyFiles::prepare(const HeldKeys&) const {
    std::error_code code;
    std::filesystem::remove(next_path(), code);
    if (code) return failed("a key that came to nothing cannot be removed", next_path(), code.message());
    ASSIGN_OR_RETURN(auto next, SigningKey::keep_in(next_path()));
    RETURN_IF_ERROR(keep_names(folder_));
    return next;
}

}  // namespace records
