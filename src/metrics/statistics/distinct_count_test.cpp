#include "metrics/statistics/distinct_count.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace metrics {

TEST(DistinctCount, IsExactUntilItIsASketch) {
    DistinctCount count;
    EXPECT_TRUE(count.add(base::Random::mix(5)));
    EXPECT_FALSE(count.add(base::Random::mix(5)));
    EXPECT_TRUE(count.add(base::Random::mix(6)));
    EXPECT_EQ(count.value(), 2);
    EXPECT_TRUE(count.exact());
    count.sketch();
    EXPECT_FALSE(count.exact());
    EXPECT_EQ(count.value(), 2);
}

TEST(DistinctCount, TheSketchIsWithinFourStandardErrorsAtEverySize) {
    DistinctCount count;
    count.sketch();
    std::int64_t added = 0;
    for (const std::int64_t size : {1'000, 20'000, 45'000, 60'000, 100'000, 1'000'000}) {
        while (added < size) count.add(base::Random::mix(static_cast<std::uint64_t>(++added)));
        EXPECT_NEAR(static_cast<double>(count.value()), static_cast<double>(size), 4 * 0.0081 * static_cast<double>(size)) << size;
    }
}

TEST(DistinctCount, MergesToTheSameAsAddingAll) {
    DistinctCount left, right, all;
    for (std::uint64_t i = 0; i < 30'000; ++i) {
        const auto hash = base::Random::mix(i);
        (i % 3 == 0 ? left : right).add(hash);
        all.add(hash);
    }
    right.sketch();
    all.sketch();
    left.merge(right);
    EXPECT_EQ(left.value(), all.value());
}

}  // namespace metrics
