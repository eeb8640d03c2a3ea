#include "observations/radix_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "metrics/statistics/runs.h"

namespace observations {

namespace {

/// Sorted by key, and none lost or made up.
void expect_sorted(std::vector<Entry> entries) {
    std::vector<Entry> expected = entries;
    const auto whole = [](const Entry& a, const Entry& b) { return std::pair(a.key, a.slot_and_label) < std::pair(b.key, b.slot_and_label); };
    sort_by_key(entries);
    ASSERT_TRUE(std::is_sorted(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; }));
    std::sort(expected.begin(), expected.end(), whole);
    std::sort(entries.begin(), entries.end(), whole);
    const auto same = [](const Entry& a, const Entry& b) { return a.key == b.key && a.slot_and_label == b.slot_and_label && a.count == b.count; };
    EXPECT_TRUE(std::equal(entries.begin(), entries.end(), expected.begin(), expected.end(), same));
}

template <class Key>
std::vector<Entry> entries_of(std::size_t count, const Key& key) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back({key(i), static_cast<std::uint32_t>(i), 1});
    return entries;
}

TEST(RadixSort, SortsKeysOfEveryKind) {
    base::Random random(7);
    const auto bits_of = [](double value) { return metrics::Runs::key_of(value); };
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{64}, std::size_t{65}, std::size_t{5'000}, std::size_t{70'000}, std::size_t{300'000}}) {
        SCOPED_TRACE(count);
        expect_sorted(entries_of(count, [&](std::size_t) { return bits_of(random.uniform()); }));
        expect_sorted(entries_of(count, [&](std::size_t) { return bits_of(std::exp(20 * random.normal())); }));
        expect_sorted(entries_of(count, [&](std::size_t) { return bits_of(random.normal()); }));
        expect_sorted(entries_of(count, [&](std::size_t) { return bits_of(std::round(10 * random.uniform()) / 10); }));
        expect_sorted(entries_of(count, [&](std::size_t) { return random(); }));
        expect_sorted(entries_of(count, [&](std::size_t) { return random() & 0x3F; }));
        expect_sorted(entries_of(count, [&](std::size_t i) { return std::uint64_t{i}; }));
        expect_sorted(entries_of(count, [&](std::size_t i) { return ~std::uint64_t{i}; }));
        expect_sorted(entries_of(count, [&](std::size_t) { return std::uint64_t{42}; }));
    }
}

TEST(RadixSort, IsNotUndoneByKeysThatDifferOnlyAtTheirEnds) {
    base::Random random(8);
    expect_sorted(entries_of(100'000, [&](std::size_t i) { return (std::uint64_t{i % 2} << 63) | (random() & 0xFF); }));
    expect_sorted(entries_of(100'000, [&](std::size_t i) { return i == 0 ? ~std::uint64_t{0} : random() & 0xFFF; }));
}

}  // namespace

}  // namespace observations
