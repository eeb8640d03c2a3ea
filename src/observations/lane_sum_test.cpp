#include "observations/lane_sum.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/random.h"

namespace observations {

TEST(LaneSum, IsTheExactSumToTheBit) {
    base::Random random(3);
    LaneSum left, right;
    base::ExactSum expected;
    for (int i = 0; i < 200'000; ++i) {
        double x = random.uniform() * random.uniform();
        switch (random.below(8)) {
            case 0: x = -x * 15.9; break;
            case 1: x = std::ldexp(x, -static_cast<int>(random.below(1100))); break;
            case 2: x = std::ldexp(x, static_cast<int>(random.below(900))) * (i % 2 == 0 ? 1 : -1); break;
            case 3: x = 0; break;
            case 4: x = 15.999999999999998; break;
            default: break;
        }
        (i % 3 == 0 ? left : right).add(x);
        expected.add(x);
    }
    left.merge(right);
    base::ExactSum poured;
    left.pour(poured);
    EXPECT_EQ(poured, expected);
    EXPECT_EQ(poured.value(), expected.value());
}

TEST(LaneSum, KeepsItsSignWhenOnlyNegativesCome) {
    LaneSum sum;
    for (int i = 0; i < 5'000; ++i) sum.add(-15.5);
    base::ExactSum poured;
    sum.pour(poured);
    EXPECT_EQ(poured.value(), -77'500);
}

}  // namespace observations
