#include "observations/radix_sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/assert.h"

namespace observations {

namespace {

/// Bits by which large and small numbers of entries are divided: counting the digits must not cost more than moving the entries.
constexpr unsigned wide = 11;
constexpr unsigned narrow = 8;
/// Below it a comparison sort is as quick.
constexpr std::size_t compared_max = 48;
constexpr std::size_t narrow_max = std::size_t{1} << 12;
/// Entries that are put in order in the cache.
constexpr std::size_t cached_max = std::size_t{1} << 15;

bool before(const Entry& a, const Entry& b) { return a.key < b.key; }

template <unsigned bits>
std::size_t digit_of(std::uint64_t key, unsigned shift) {
    return static_cast<std::size_t>(key >> shift) & ((std::size_t{1} << bits) - 1);
}

/// Moves entries to `to` by one digit, those of an equal one in the order they had; where each digit ends.
template <unsigned bits>
std::array<std::uint32_t, std::size_t{1} << bits> scatter(const Entry* from, Entry* to, std::size_t count, unsigned shift) {
    std::array<std::uint32_t, std::size_t{1} << bits> places{};
    for (std::size_t i = 0; i < count; ++i) ++places[digit_of<bits>(from[i].key, shift)];
    std::uint32_t sum = 0;
    for (std::uint32_t& place : places) sum += std::exchange(place, sum);
    for (std::size_t i = 0; i < count; ++i) to[places[digit_of<bits>(from[i].key, shift)]++] = from[i];
    return places;
}

/// Entries that are in order of their bits from `shift` on, put in order of all of them.
void finish(Entry* entries, std::size_t count, unsigned shift) {
    for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
        const std::uint64_t shared = entries[begin].key >> shift;
        bool mixed = false;
        for (end = begin + 1; end < count && entries[end].key >> shift == shared; ++end) mixed = mixed || entries[end].key != entries[begin].key;
        if (mixed) std::sort(entries + begin, entries + end, before);
    }
}

/// By two digits, the lower one first.
template <unsigned digit>
void sort_in_cache(Entry* entries, Entry* spare, std::size_t count, unsigned bits) {
    const unsigned shift = bits - 2 * digit;
    scatter<digit>(entries, spare, count, shift);
    scatter<digit>(spare, entries, count, shift + digit);
    finish(entries, count, shift);
}

/// The bits below `bits` are those in which the keys may differ. Sorted in place; `spare` has room for as many.
void sort_part(Entry* entries, Entry* spare, std::size_t count, unsigned bits) {
    if (count <= compared_max || bits <= wide) {
        std::sort(entries, entries + count, before);
        return;
    }
    if (count <= narrow_max && bits > 2 * narrow) return sort_in_cache<narrow>(entries, spare, count, bits);
    if (count <= cached_max && bits > 2 * wide) return sort_in_cache<wide>(entries, spare, count, bits);
    const auto ends = scatter<wide>(entries, spare, count, bits - wide);
    std::size_t start = 0;
    for (const std::size_t end : ends) {
        std::uint64_t differing = 0;
        for (std::size_t i = start + 1; i < end; ++i) differing |= spare[i].key ^ spare[start].key;
        if (differing != 0) sort_part(spare + start, entries + start, end - start, static_cast<unsigned>(std::bit_width(differing)));
        start = end;
    }
    std::copy(spare, spare + count, entries);
}

}  // namespace

void sort_by_key(std::vector<Entry>& entries) {
    std::uint64_t differing = 0;
    bool ordered = true;
    for (std::size_t i = 1; i < entries.size(); ++i) {
        differing |= entries[i].key ^ entries[0].key;
        ordered = ordered && entries[i - 1].key <= entries[i].key;
    }
    if (ordered) return;
    ASSERT(entries.size() <= 0xFFFFFFFFu);  // places are counted with 32 bits; blocks are far smaller
    std::vector<Entry> spare(entries.size());
    sort_part(entries.data(), spare.data(), entries.size(), static_cast<unsigned>(std::bit_width(differing)));
}

}  // namespace observations
