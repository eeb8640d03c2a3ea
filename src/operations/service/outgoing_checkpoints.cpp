#include "operations/service/outgoing_checkpoints.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/keyed_digest.h"
#include "operations/shared/ledger_folder.h"
#include "records/ledger/encoding.h"

namespace operations {

namespace {

constexpr auto between = std::chrono::seconds(5);  // what is decided within it goes out together

base::Error unwritten(const std::string& folder) { return {base::Fault::outside, "a checkpoint could not be kept in " + folder, "check that it is there, its permissions and its space; it is tried again"}; }

base::Result<std::string> text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return base::Error{base::Fault::outside, "cannot be read: " + path, "check its permissions"};
    return text.str();
}

/// Under a name of its own first, and a link that refuses to replace what is there: nobody reads half of it, and none is written over.
bool write_once(const std::string& path, const std::string& text) {
    const std::string partial = path + "." + records::hex(base::random_bytes(8));
    const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    const bool placed = written && ::link(partial.c_str(), path.c_str()) == 0;
    ::unlink(partial.c_str());
    return placed;
}

}  // namespace

OutgoingCheckpoints::OutgoingCheckpoints(Service& service, std::string folder, Say say) : service_(service), folder_(std::move(folder)), say_(std::move(say)), thread_([this] { loop(); }) {}

OutgoingCheckpoints::~OutgoingCheckpoints() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        bell_.notify_one();
    }
    thread_.join();
    send();
}

void OutgoingCheckpoints::loop() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        send();
        lock.lock();
        bell_.wait_for(lock, between, [this] { return stopping_; });
    }
}

void OutgoingCheckpoints::send() {
    const std::uint64_t size = service_.ledger().size();
    if (size == 0 || (size == posted_ && (folder_.empty() || size == kept_))) return;
    const auto out = [&]() -> base::Result<base::Done> {
        ASSIGN_OR_RETURN(const auto ledger, read_ledger(service_.folder()));
        ASSIGN_OR_RETURN(const auto note, ledger.storage->checkpoint());
        // The note may already hold entries that came after `size` was read.
        ASSIGN_OR_RETURN(const auto keys, records::KeyHistory::of(*ledger.storage, ledger.key));
        const auto held = keys.checkpoint(note);
        if (!held) return base::Error{base::Fault::corrupt, "the newest checkpoint is not signed by the ledger's key", "\"charter ledger verify\" says more"};
        if (held->size != posted_) RETURN_IF_ERROR(post(held->size, note));
        if (!folder_.empty() && held->size != kept_) RETURN_IF_ERROR(keep(held->size, note));
        return base::Done{};
    }();
    const std::string failed = out ? std::string() : out.error().what + "\n  " + out.error().next;
    if (!failed.empty() && failed != said_) say_("checkpoints: " + failed);
    said_ = failed;
}

base::Result<base::Done> OutgoingCheckpoints::post(std::uint64_t size, const std::string& note) {
    RETURN_IF_ERROR(service_.telling().send_checkpoint(note, service_.now()));
    posted_ = size;
    return base::Done{};
}

base::Result<base::Done> OutgoingCheckpoints::keep(std::uint64_t size, const std::string& note) {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    const std::string path = fmt::format("{}/{:012}.txt", folder_, size);
    if (!std::filesystem::exists(path, failed) && !write_once(path, note)) return unwritten(folder_);
    ASSIGN_OR_RETURN(const auto text, text_of(path));
    if (text != note) return base::Error{base::Fault::corrupt, "another checkpoint of as many entries was kept before: " + path, "this ledger is not the one that was kept; \"charter ledger verify FOLDER --checkpoint " + path + "\" says where they part"};
    kept_ = size;
    return base::Done{};
}

}  // namespace operations
