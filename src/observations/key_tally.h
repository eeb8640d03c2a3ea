#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "observations/accumulator.h"

namespace observations {

/// A row of a key, as it is written while rows come. Behind it stand the numbers of the task and the bytes of the item.
struct KeyedRow {
    std::uint64_t key = 0;
    std::int64_t time = 0;
    std::uint32_t slot = 0;  ///< its worker's own number
    std::uint32_t flags = 0;
    std::uint32_t item_bytes = 0;
    Label label = Label::unknown;
};

/// Collects rows by the hash of their key, so that all rows of a key come together in one of `scatter` lots, each of
/// which can be gone through by itself. Lots are held in memory until all of this worker's statistics need more than
/// their share, and then go to disk.
///
/// Limits: a lot is loaded whole when it is reduced, and so are all rows of one key.
class KeyTally final : public Accumulator {
public:
    static constexpr std::size_t scatter = 256;
    /// Bytes on disk.
    struct Spilled {
        std::uint64_t place = 0;
        std::size_t bytes = 0;
    };
    struct Lot {
        std::vector<std::byte> open;
        std::vector<Spilled> spilled;
    };

    KeyTally(const KeyedTask& task, const Workbench& bench) : task_(task), bench_(bench) {}
    void reach(const std::vector<Partitions::Slot>& slots) override { left_out_.resize(slots.size()); }
    void add(const Rows& rows, const std::vector<std::uint32_t>& slots) override;
    void fold(std::uint32_t, std::uint32_t) override {}  // rows keep their slot; its unit is looked up at the end
    std::optional<base::Error> failure() const override { return failed_; }

    /// All rows of a lot, one after the other; gone from here afterwards.
    std::vector<std::byte> take(std::size_t lot);
    /// By slot: rows without a key.
    const std::vector<std::int64_t>& left_out() const { return left_out_; }

    /// Goes through what `take` gave.
    template <class Each>
    static void visit(const std::vector<std::byte>& bytes, std::size_t numbers, const Each& each) {
        for (std::size_t at = 0; at < bytes.size();) {
            KeyedRow row;
            std::memcpy(&row, bytes.data() + at, sizeof(row));
            at += sizeof(row);
            const std::byte* values = bytes.data() + at;
            at += numbers * sizeof(double);
            each(row, values, std::string_view(reinterpret_cast<const char*>(bytes.data() + at), row.item_bytes));
            at += row.item_bytes;
        }
    }

private:
    void write(const Rows& rows, std::size_t row, std::uint64_t key, std::uint32_t slot);
    void grow(Lot& lot, std::size_t bytes);
    void spill_all();

    const KeyedTask& task_;
    Workbench bench_;
    std::array<Lot, scatter> lots_;
    std::vector<std::int64_t> left_out_;
    std::uint64_t rows_seen_ = 0;  ///< where every row is a key
    std::optional<base::Error> failed_;
};

}  // namespace observations
