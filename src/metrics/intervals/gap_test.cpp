#include "metrics/intervals/gap.h"

#include <gtest/gtest.h>

#include <cmath>

namespace metrics {

// Every point of two shifted normal curves is on the hull. Held one by one, each further point meant sorting them all again.
TEST(Gaps, HoldsFewOfMillionsOnASmoothCurveAndLosesNothing) {
    constexpr int count = 400'000;
    Gaps gaps;
    double exact = 0;
    for (int i = 1; i < count; ++i) {
        const double share = static_cast<double>(i) / count;
        const Gap gap{share * (1 - share), std::sqrt(variance_of_share(share, 1000))};
        gaps.add(gap);
        exact = std::max(exact, gap.at(0.025));
    }
    const auto hull = gaps.hull();
    EXPECT_LE(hull.size(), 2'048u);
    const double limit = highest(hull, 0.025);
    EXPECT_GE(limit, exact);
    EXPECT_LT(limit - exact, 0.01 * (exact - 0.25));
}

TEST(Gaps, KeepsThePointsThatDecide) {
    Gaps gaps;
    for (const Gap gap : {Gap{0.1, 0.02}, Gap{0.09, 0.01}, Gap{0.12, 0.001}, Gap{0.05, 0.03}}) gaps.add(gap);
    const auto hull = gaps.hull();
    EXPECT_DOUBLE_EQ(highest(hull, 0.025), (Gap{0.1, 0.02}.at(0.025)));
    EXPECT_DOUBLE_EQ(highest(hull, 0.5), 0.12);
}

}  // namespace metrics
