#include "observations/key_tally.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/random.h"

namespace observations {

namespace {

/// A lot on disk is read in parts that are worth a seek.
constexpr std::size_t open_bytes_min = 1'024;

std::size_t lot_of(std::uint64_t key) { return key >> 56; }
static_assert(KeyTally::scatter == 256);

}  // namespace

void KeyTally::add(const Rows& rows, const std::vector<std::uint32_t>& slots) {
    for (std::size_t row = 0; row < rows.count; ++row) {
        const std::uint32_t slot = slots[row];
        if (slot == no_slot) continue;
        if (task_.name.empty()) {
            // Which of several workers saw the row is part of its key; it is written nowhere else.
            write(rows, row, base::Random::mix(reinterpret_cast<std::uintptr_t>(this) ^ base::Random::mix(rows_seen_++)), slot);
        } else if (const auto key = task_.key.hash(rows, row)) {
            write(rows, row, *key, slot);
        } else {
            ++left_out_[slot];
        }
    }
    if (*bench_.runs_bytes > bench_.runs_bytes_max) spill_all();
}

void KeyTally::write(const Rows& rows, std::size_t row, std::uint64_t key, std::uint32_t slot) {
    KeyedRow out;
    out.key = key;
    out.time = task_.times ? rows.times[row] : no_time;
    out.slot = slot;
    for (std::size_t i = 0; i < task_.flags.size(); ++i) {
        if (rows.flag(task_.flags[i], row)) out.flags |= 1u << i;
    }
    std::string_view item;
    if (task_.item && rows.feeds[*task_.item].known(row)) item = rows.feeds[*task_.item].text(row);
    out.item_bytes = static_cast<std::uint32_t>(item.size());
    if (task_.outcome) out.label = rows.labels[row];

    Lot& lot = lots_[lot_of(base::Random::mix(key))];
    const std::size_t start = lot.open.size();
    grow(lot, sizeof(out) + task_.numbers.size() * sizeof(double) + item.size());
    std::byte* at = lot.open.data() + start;
    std::memcpy(at, &out, sizeof(out));
    at += sizeof(out);
    for (const NumberFeed& feed : task_.numbers) {
        const duck::Vector& values = rows.feeds[feed.values];
        const double number = values.known(row) ? values.as<double>()[row] : std::nan("");
        std::memcpy(at, &number, sizeof(number));
        at += sizeof(number);
    }
    if (!item.empty()) std::memcpy(at, item.data(), item.size());
}

void KeyTally::grow(Lot& lot, std::size_t bytes) {
    const std::size_t wanted = lot.open.size() + bytes;
    if (wanted > lot.open.capacity()) {
        const std::size_t before = lot.open.capacity();
        lot.open.reserve(std::max({open_bytes_min, wanted, 2 * before}));
        *bench_.runs_bytes += lot.open.capacity() - before;
    }
    lot.open.resize(wanted);
}

void KeyTally::spill_all() {
    for (Lot& lot : lots_) {
        if (lot.open.empty()) continue;
        const auto place = bench_.spill->append(std::span<const std::byte>(lot.open));
        if (!place) {
            failed_ = place.error();
            return;
        }
        lot.spilled.push_back({*place, lot.open.size()});
        *bench_.runs_bytes -= lot.open.capacity();
        lot.open = {};
    }
}

std::vector<std::byte> KeyTally::take(std::size_t number) {
    Lot lot = std::exchange(lots_[number], {});
    if (lot.spilled.empty()) return std::move(lot.open);
    std::size_t bytes = lot.open.size();
    for (const Spilled& part : lot.spilled) bytes += part.bytes;
    std::vector<std::byte> all(bytes);
    std::size_t at = 0;
    for (const Spilled& part : lot.spilled) {
        bench_.spill->read(part.place, std::span<std::byte>(all).subspan(at, part.bytes));
        at += part.bytes;
    }
    std::copy(lot.open.begin(), lot.open.end(), all.begin() + static_cast<std::ptrdiff_t>(at));
    return all;
}

}  // namespace observations
