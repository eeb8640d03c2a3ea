#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/result.h"

namespace observations {

/// Rows with one key, slot and label, on their way to being runs. `slot` is its worker's own number.
struct Entry {
    std::uint64_t key = 0;
    std::uint32_t slot_and_label = 0;  ///< slot * 2 + label
    std::uint32_t count = 0;
};
static_assert(sizeof(Entry) == 16);

/// Sorts by key, slot and label and joins equal ones.
void sort_and_join(std::vector<Entry>& entries);

/// A file without a name, under TMPDIR, for sorted blocks that do not fit the memory: it is gone when nobody holds it.
class SpillFile {
public:
    SpillFile() = default;
    ~SpillFile();
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;

    /// The place where they begin. Fault `outside` when the disk is full.
    base::Result<std::uint64_t> append(std::span<const std::byte> bytes);
    base::Result<std::uint64_t> append(std::span<const Entry> entries) { return append(std::as_bytes(entries)); }
    void read(std::uint64_t place, std::span<std::byte> bytes) const;
    void read(std::uint64_t place, std::span<Entry> entries) const { read(place, std::as_writable_bytes(entries)); }

private:
    std::mutex mutex_;
    int file_ = -1;
    std::uint64_t size_ = 0;
};

/// Sorted entries in memory or in the file.
struct Block {
    std::vector<Entry> entries;  ///< empty: in the file
    std::uint64_t place = 0;
    std::uint64_t count = 0;
};

/// Reads a block from its beginning.
class BlockReader {
public:
    BlockReader(const Block& block, const SpillFile& file) : block_(block), file_(file) { fill(); }
    bool done() const { return at_ == page_.size(); }
    const Entry& entry() const { return page_[at_]; }
    void advance() {
        if (++at_ == page_.size()) fill();
    }

private:
    void fill();
    const Block& block_;
    const SpillFile& file_;
    std::uint64_t taken_ = 0;
    std::vector<Entry> own_;
    std::span<const Entry> page_;
    std::size_t at_ = 0;
};

}  // namespace observations
