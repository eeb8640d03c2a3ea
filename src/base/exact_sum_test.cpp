#include "base/exact_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"

namespace base {
namespace {

TEST(ExactSum, KeepsWhatOrdinaryAdditionLoses) {
    ExactSum sum;
    for (double x : {1e100, 1.0, -1e100, 1e-300, 2.0}) sum.add(x);
    EXPECT_EQ(sum.value(), 3.0);
    sum.add(-3.0);
    EXPECT_EQ(sum.value(), 1e-300);
}

TEST(ExactSum, RoundsOnceToTheNearestDouble) {
    ExactSum sum;  // 1 + 2^-53 is a tie and goes to even; any crumb more rounds up
    sum.add(1.0);
    sum.add(0x1p-53);
    EXPECT_EQ(sum.value(), 1.0);
    sum.add(std::numeric_limits<double>::denorm_min());
    EXPECT_EQ(sum.value(), 1.0 + 0x1p-52);
}

TEST(ExactSum, HandlesSubnormalsAndTheLargest) {
    ExactSum sum;
    sum.add(std::numeric_limits<double>::denorm_min());
    sum.add(std::numeric_limits<double>::denorm_min());
    EXPECT_EQ(sum.value(), 2 * std::numeric_limits<double>::denorm_min());
    sum.add(std::numeric_limits<double>::max());
    EXPECT_EQ(sum.value(), std::numeric_limits<double>::max());
    sum.add(std::numeric_limits<double>::max());
    EXPECT_TRUE(std::isinf(sum.value()));
}

TEST(ExactSum, DoesNotDependOnOrderOrSplit) {
    Random random(7);
    for (int round = 0; round < 50; ++round) {
        std::vector<double> values;
        for (int i = 0; i < 500; ++i) values.push_back(std::ldexp(random.normal(), static_cast<int>(random.below(120)) - 60));
        ExactSum all;
        for (double x : values) all.add(x);
        std::shuffle(values.begin(), values.end(), random);
        std::vector<ExactSum> parts(1 + random.below(9));
        for (double x : values) parts[random.below(parts.size())].add(x);
        ExactSum merged;
        for (const auto& part : parts) merged.merge(part);
        EXPECT_EQ(all.value(), merged.value());
        EXPECT_TRUE(all == merged);
    }
}

TEST(ExactSum, MatchesLongDoubleWhereThatIsExact) {
    Random random(11);
    ExactSum sum;
    long double plain = 0;
    for (int i = 0; i < 2000; ++i) {
        const double x = static_cast<double>(static_cast<std::int64_t>(random.below(1u << 30)) - (1 << 29)) * 0x1p-20;
        sum.add(x);
        plain += x;
    }
    EXPECT_EQ(sum.value(), static_cast<double>(plain));
}

}  // namespace
}  // namespace base
