#include "metrics/statistics/joined_runs.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace metrics {

namespace {

std::vector<metrics::Run> drawn(std::uint64_t seed, std::uint32_t units) {
    base::Random random(seed);
    std::vector<metrics::Run> runs;
    for (int i = 0; i < 200; ++i) {
        runs.push_back({Runs::key_of(static_cast<double>(random.below(20))), static_cast<std::uint32_t>(random.below(units)), static_cast<std::uint32_t>(random.below(2)), mass_one});
    }
    return runs;
}

TEST(JoinedRuns, AreThoseOfAllRowsInOneSample) {
    const auto first = drawn(1, 3);
    auto second = drawn(2, 2);
    const RunsInMemory a(first, {10, 20, 30}), b(second, {20, 40});
    std::vector<metrics::Run> all = first;
    for (auto& run : second) {
        run.unit = run.unit == 0 ? 1 : 3;  // of the keys 10, 20, 30, 40
        all.push_back(run);
    }
    const RunsInMemory together(all, {10, 20, 30, 40});
    const JoinedRuns joined({&a, &b});
    EXPECT_EQ(joined.keys, together.keys);
    EXPECT_EQ(joined.tally, together.tally);
    EXPECT_EQ(joined.by_label, together.by_label);
    std::vector<metrics::Run> expected, found;
    together.visit([&](const metrics::Run& run) { expected.push_back(run); });
    joined.visit([&](const metrics::Run& run) { found.push_back(run); });
    EXPECT_EQ(found, expected);
}

TEST(JoinedRuns, OfNothingHaveNothing) {
    const JoinedRuns joined({});
    EXPECT_EQ(joined.cursor()->next(), nullptr);
    EXPECT_FALSE(joined.clustered());
}

}  // namespace

}  // namespace metrics
