#include "operations/service/uploads.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/keyed_digest.h"
#include "operations/service/service.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;

/// As long as nobody guesses it: the owner is asked for too.
std::string new_id() {
    std::string id;
    for (const char byte : base::random_bytes(12)) id += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return id;
}

/// The last part of what the sender called it, without what could mean something to a file system or a terminal.
std::string plain_name(std::string name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    std::erase_if(name, [](const char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return name.size() > 200 ? name.substr(name.size() - 200) : name;
}

base::Result<base::Done> write(const std::string& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = file >= 0;
    for (std::size_t done = 0; good && done < bytes.size();) {
        const auto count = ::write(file, bytes.data() + done, bytes.size() - done);
        good = count > 0;
        if (good) done += static_cast<std::size_t>(count);
    }
    if (file >= 0) ::close(file);
    if (good) return base::Done{};
    std::remove(path.c_str());
    return Error{Fault::outside, "the file cannot be kept: the server cannot write to its folder", "look at the space on the server's disk, and send it again"};
}

Error nowhere() { return {Fault::missing, "there is no such file of yours: it was removed, its hour is over, or the server was started again", "send it again"}; }

}  // namespace

Upload::~Upload() {
    if (!path.empty()) std::remove(path.c_str());
}

std::string without_path(std::string sentence, const Upload& upload) {
    for (auto at = sentence.find(upload.path); at != std::string::npos; at = sentence.find(upload.path, at + upload.name.size())) sentence.replace(at, upload.path.size(), upload.name);
    return sentence;
}

Uploads::Uploads(std::string folder) : folder_(std::move(folder)) {
    std::error_code ignored;  // a file that cannot be written is told when it is
    std::filesystem::remove_all(folder_, ignored);
    std::filesystem::create_directories(folder_, ignored);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
}

void Uploads::forget_expired(base::Time now) {
    std::erase_if(kept_, [&](const auto& one) { return one->expires <= now; });
}

void Uploads::make_room_for(const std::string& owner) {
    const auto is_own = [&](const auto& one) { return one->owner == owner; };
    while (static_cast<std::size_t>(std::count_if(kept_.begin(), kept_.end(), is_own)) >= files_per_owner_max) kept_.erase(std::find_if(kept_.begin(), kept_.end(), is_own));
}

base::Result<std::shared_ptr<const Upload>> Uploads::keep(const std::string& owner, const std::string& name, std::string_view bytes, base::Time now) {
    const std::lock_guard lock(mutex_);
    forget_expired(now);
    make_room_for(owner);
    std::size_t held = bytes.size();
    for (const auto& one : kept_) held += one->bytes;
    if (held > bytes_max) return Error{Fault::limit, fmt::format("files of all who look at data now may have {} MB together, and this one is too much", bytes_max >> 20), "wait until others are done, an hour at most, or send a part of the rows"};
    auto upload = std::make_shared<Upload>();
    upload->id = new_id();
    upload->owner = owner;
    upload->name = plain_name(name);
    upload->bytes = bytes.size();
    upload->expires = base::Time{now.micros + minutes_max * 60 * base::micros_per_second};
    const std::string path = folder_ + "/" + upload->id + std::string(ending_of(bytes));
    RETURN_IF_ERROR(write(path, bytes));
    upload->path = path;
    kept_.push_back(upload);
    return std::shared_ptr<const Upload>(std::move(upload));
}

base::Result<std::shared_ptr<const Upload>> Uploads::find(const std::string& id, const std::string& owner, base::Time now) {
    const std::lock_guard lock(mutex_);
    forget_expired(now);
    for (const auto& one : kept_) {
        if (one->id == id && one->owner == owner) return one;
    }
    return nowhere();
}

base::Result<base::Done> Uploads::remove(const std::string& id, const std::string& owner, base::Time now) {
    ASSIGN_OR_RETURN(const auto found, find(id, owner, now));
    const std::lock_guard lock(mutex_);
    std::erase(kept_, found);
    return base::Done{};
}

}  // namespace operations
