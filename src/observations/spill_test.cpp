#include "observations/spill.h"

#include "base/random.h"
#include "observations/generated_files.h"
#include "observations/sorted_runs.h"

namespace observations {

namespace {

std::vector<metrics::Run> visited(const metrics::Runs& runs) {
    std::vector<metrics::Run> out;
    runs.visit([&](const metrics::Run& run) { out.push_back(run); });
    return out;
}

}  // namespace

TEST(SortedRuns, AreThoseOfMemoryWhereverTheBlocksLie) {
    base::Random random(7);
    std::vector<metrics::Run> plain;
    const auto file = std::make_shared<SpillFile>();
    SortedRuns sorted(file);
    const std::vector<std::uint64_t> keys{11, 22, 33};
    // Two workers number their slots differently: the unit decides.
    const auto first = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{0, 1, 2});
    const auto second = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{2, 0, 1});
    for (int block = 0; block < 5; ++block) {
        const auto& units = block % 2 == 0 ? first : second;
        std::vector<Entry> entries;
        for (int i = 0; i < 10'000; ++i) {
            const Entry entry{random.below(3000) << 40, static_cast<std::uint32_t>(random.below(6)), 1};
            entries.push_back(entry);
            plain.push_back({entry.key, (*units)[entry.slot_and_label >> 1], entry.slot_and_label & 1, metrics::mass_one});
        }
        sort_and_join(entries);
        const std::uint64_t count = entries.size();
        if (block < 2) sorted.add({std::move(entries), 0, count}, units);
        else sorted.add({{}, *file->append(entries), count}, units);
    }
    sorted.keys = keys;
    sorted.parts = keys.size();
    sorted.seal();
    const metrics::RunsInMemory expected(plain, keys);
    EXPECT_EQ(visited(sorted), visited(expected));
    EXPECT_EQ(visited(sorted), visited(sorted));
    EXPECT_EQ(sorted.tally, expected.tally);
    EXPECT_EQ(sorted.by_label, expected.by_label);
}

TEST(SortedRuns, JoiningKeepsEveryRow) {
    std::vector<Entry> entries{{5, 1, 0xFFFFFFFEu}, {3, 0, 1}, {5, 1, 3}, {3, 0, 2}, {5, 0, 1}};
    sort_and_join(entries);
    ASSERT_EQ(entries.size(), 4u);
    EXPECT_EQ(entries[0].count, 3u);
    EXPECT_EQ(entries[1].slot_and_label, 0u);
    EXPECT_EQ(std::uint64_t{entries[2].count} + entries[3].count, 0x100000001ull);
}

TEST(SpillFile, SaysWhenThereIsNoPlace) {
    const GeneratedFiles files;
    const char* before = getenv("TMPDIR");
    const std::string kept = before == nullptr ? "" : before;
    setenv("TMPDIR", files.path("nowhere").c_str(), 1);
    SpillFile file;
    const std::vector<Entry> entries{{1, 0, 1}};
    const auto place = file.append(entries);
    if (before == nullptr) unsetenv("TMPDIR");
    else setenv("TMPDIR", kept.c_str(), 1);
    ASSERT_FALSE(place);
    EXPECT_EQ(place.error().fault, base::Fault::outside);
}

}  // namespace observations
