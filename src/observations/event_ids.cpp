#include "observations/event_ids.h"

#include <openssl/rand.h>
#include <xxhash.h>

#include <limits>
#include <utility>

#include "base/assert.h"

namespace observations {

std::uint64_t EventIds::new_seed() {
    std::uint64_t seed = 0;
    ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed) == 1);
    return seed;
}

EventIds::Key EventIds::key(EventKind kind, std::string_view id) const {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(id.data(), id.size(), seed_ + static_cast<std::uint64_t>(kind));
    // Zeros stand for a free slot.
    return {hash.high64, hash.high64 == 0 && hash.low64 == 0 ? 1 : hash.low64};
}

std::size_t EventIds::place_of(const Key& key) const {
    std::size_t place = key.low & (slots_.size() - 1);
    while (slots_[place].key != Key{} && slots_[place].key != key) place = (place + 1) & (slots_.size() - 1);
    return place;
}

std::optional<EventIds::Known> EventIds::find(const Key& key) const {
    const Slot& slot = slots_[place_of(key)];
    return slot.key == key ? std::optional<Known>(slot.known) : std::nullopt;
}

void EventIds::add(const Key& key, const Known& known) {
    ASSERT(key != Key{});
    added_.push_back({key, find(key)});
    set(key, known);
}

void EventIds::set(const Key& key, const Known& known) {
    // At most seven of ten slots are taken: searches stay short.
    if ((size_ + 1) * 10 > slots_.size() * 7) rebuild(slots_.size() * 2, std::numeric_limits<std::int32_t>::min());
    Slot& slot = slots_[place_of(key)];
    if (slot.key == Key{}) ++size_;
    slot = {key, known};
}

void EventIds::undo() {
    while (!added_.empty()) {
        const Added last = added_.back();
        added_.pop_back();
        if (last.before) set(last.key, *last.before);
        else remove(place_of(last.key));
    }
}

/// Those behind it that would no longer be found move up.
void EventIds::remove(std::size_t place) {
    const std::size_t mask = slots_.size() - 1;
    slots_[place] = {};
    --size_;
    for (std::size_t next = (place + 1) & mask; slots_[next].key != Key{}; next = (next + 1) & mask) {
        const Slot moved = std::exchange(slots_[next], Slot{});
        slots_[place_of(moved.key)] = moved;
    }
}

void EventIds::forget(std::int32_t received_before) {
    ASSERT(added_.empty());
    rebuild(slots_.size(), received_before);
}

void EventIds::rebuild(std::size_t slots, std::int32_t received_before) {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
    size_ = 0;
    for (const Slot& slot : old) {
        if (slot.key == Key{} || slot.known.received < received_before) continue;
        slots_[place_of(slot.key)] = slot;
        ++size_;
    }
}

}  // namespace observations
