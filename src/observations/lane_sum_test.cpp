#include "observations/lane_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

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

TEST(LaneSum, AddsManyAsItAddsOneByOne) {
    base::Random random(5);
    std::vector<double> values;
    for (int i = 0; i < 20'000; ++i) {
        const double x = std::ldexp(random.uniform(), static_cast<int>(random.below(220)) - 135);
        values.push_back(i % 3 == 0 ? -x : i % 101 == 0 ? 0 : x);
    }
    LaneSum one_by_one, many;
    for (const double x : values) one_by_one.add(x);
    std::size_t at = 0;
    for (std::size_t count = 1; at < values.size(); count = count * 3 % 2'999 + 1) {
        const std::size_t end = std::min(values.size(), at + count);
        many.add(values.data() + at, end - at);
        at = end;
    }
    base::ExactSum a, b;
    one_by_one.pour(a);
    many.pour(b);
    EXPECT_EQ(a, b);
    EXPECT_EQ(a.value(), b.value());
}

TEST(LaneSum, KeepsItsSignWhenOnlyNegativesCome) {
    LaneSum sum;
    for (int i = 0; i < 5'000; ++i) sum.add(-15.5);
    base::ExactSum poured;
    sum.pour(poured);
    EXPECT_EQ(poured.value(), -77'500);
}

}  // namespace observations
