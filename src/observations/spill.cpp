#include "observations/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "observations/radix_sort.h"

namespace observations {

namespace {

constexpr std::size_t page_entries = 4'096;

base::Error disk_error() {
    return {base::Fault::outside, std::string("sorted values cannot be written to TMPDIR: ") + std::strerror(errno),
            "free space there, or set TMPDIR to a larger disk"};
}

}  // namespace

void sort_and_join(std::vector<Entry>& entries) {
    sort_by_key(entries);
    std::size_t kept = 0;
    for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
        while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
        if (end - begin > 1) {
            std::sort(entries.begin() + static_cast<std::ptrdiff_t>(begin), entries.begin() + static_cast<std::ptrdiff_t>(end),
                      [](const Entry& a, const Entry& b) { return a.slot_and_label < b.slot_and_label; });
        }
        for (std::size_t i = begin; i < end; ++i) {
            // A full counter is continued in an entry of its own.
            const bool joins = i > begin && entries[kept - 1].slot_and_label == entries[i].slot_and_label && entries[kept - 1].count <= 0xFFFFFFFFu - entries[i].count;
            if (joins) entries[kept - 1].count += entries[i].count;
            else entries[kept++] = entries[i];
        }
    }
    entries.resize(kept);
}

SpillFile::~SpillFile() {
    if (file_ >= 0) close(file_);
}

base::Result<std::uint64_t> SpillFile::append(std::span<const std::byte> content) {
    const std::lock_guard lock(mutex_);
    if (file_ < 0) {
        std::error_code failed;
        std::string name = (std::filesystem::temp_directory_path(failed) / "charter-runs-XXXXXX").string();
        file_ = failed ? -1 : mkstemp(name.data());
        if (file_ < 0) return disk_error();
        unlink(name.c_str());
    }
    const std::uint64_t place = size_;
    const std::byte* bytes = content.data();
    for (std::size_t left = content.size(); left > 0;) {
        const ssize_t written = pwrite(file_, bytes, left, static_cast<off_t>(size_));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return disk_error();
        bytes += written;
        left -= static_cast<std::size_t>(written);
        size_ += static_cast<std::uint64_t>(written);
    }
    return place;
}

void SpillFile::read(std::uint64_t place, std::span<std::byte> content) const {
    std::byte* bytes = content.data();
    for (std::size_t left = content.size(); left > 0;) {
        const ssize_t taken = pread(file_, bytes, left, static_cast<off_t>(place));
        if (taken < 0 && errno == EINTR) continue;
        ASSERT(taken > 0);  // we wrote these bytes ourselves, and nobody else can reach the file
        bytes += taken;
        left -= static_cast<std::size_t>(taken);
        place += static_cast<std::uint64_t>(taken);
    }
}

void BlockReader::fill() {
    at_ = 0;
    page_ = {};
    if (!block_.entries.empty()) {
        if (std::exchange(taken_, block_.count) == 0) page_ = block_.entries;
        return;
    }
    own_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(page_entries, block_.count - taken_)));
    file_.read(block_.place + taken_ * sizeof(Entry), std::span<Entry>(own_));
    taken_ += own_.size();
    page_ = own_;
}

}  // namespace observations
