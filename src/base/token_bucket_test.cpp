#include "base/token_bucket.h"

#include <gtest/gtest.h>

namespace base {

namespace {

Time second(double number) { return {static_cast<std::int64_t>(number * static_cast<double>(micros_per_second))}; }

}  // namespace

TEST(TokenBuckets, GiveSoManyAtOnceAndThenSoManyASecond) {
    TokenBuckets buckets({.at_once = 3, .per_second = 0.5, .kept_max = 10});
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(buckets.take("a", second(100)));
    EXPECT_EQ(buckets.take("a", second(100)), 2);
    EXPECT_EQ(buckets.take("a", second(101)), 1);
    EXPECT_FALSE(buckets.take("a", second(102)));
    EXPECT_TRUE(buckets.take("a", second(102)));
    EXPECT_FALSE(buckets.take("b", second(102)));  // each has their own
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(buckets.take("a", second(10'000)));
    EXPECT_TRUE(buckets.take("a", second(10'000)));  // waiting longer gives no more than so many at once
}

TEST(TokenBuckets, GiveNothingWhenAClockIsSetBackAndGoOnFromThere) {
    TokenBuckets buckets({.at_once = 1, .per_second = 1, .kept_max = 10});
    EXPECT_FALSE(buckets.take("a", second(100)));
    EXPECT_TRUE(buckets.take("a", second(50)));
    EXPECT_TRUE(buckets.take("a", second(50.5)));
    EXPECT_FALSE(buckets.take("a", second(51)));  // not only when it is later than 100 again
}

TEST(TokenBuckets, ForgetWhoHasNotAskedForLongest) {
    TokenBuckets buckets({.at_once = 1, .per_second = 1e-6, .kept_max = 2});
    EXPECT_FALSE(buckets.take("a", second(1)));
    EXPECT_FALSE(buckets.take("b", second(1)));
    EXPECT_TRUE(buckets.take("a", second(1)));
    EXPECT_FALSE(buckets.take("c", second(1)));  // b is forgotten
    EXPECT_TRUE(buckets.take("a", second(1)));
    EXPECT_FALSE(buckets.take("b", second(1)));
}

}  // namespace base
