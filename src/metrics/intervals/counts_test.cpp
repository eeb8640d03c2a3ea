#include "metrics/intervals/counts.h"

#include <gtest/gtest.h>

#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

// Two amounts only: the mean is a share, and a sum of Dirichlet shares is a beta.
TEST(AmountLimits, AreThoseOfABetaWhenThereAreTwoAmounts) {
    for (const double tail : {1e-5, 0.005, 0.025, 0.2}) {
        const Limits limits = amount_limits({{{1, 12}, {0, 30}, {0, 5}, {1, 3}}}, tail);
        EXPECT_NEAR(limits.low, beta_quantile(tail, 16, 36), 2e-4);
        EXPECT_NEAR(limits.high, beta_quantile(1 - tail, 16, 36), 2e-4);
    }
}

// NumPy 2.4.6: quantiles of 4,000,000 draws of Dirichlet(6.5, 2.5, 4.5, 8.5) times (18, -2.5, -11, 0).
TEST(AmountLimits, AgreeWithDraws) {
    const std::array<AmountCell, 4> cells{{{18, 6}, {-2.5, 2}, {-11, 4}, {0, 8}}};
    EXPECT_NEAR(amount_limits(cells, 0.025).low, -1.375, 0.02);
    EXPECT_NEAR(amount_limits(cells, 0.025).high, 7.305, 0.02);
    EXPECT_NEAR(amount_limits(cells, 0.005).low, -2.552, 0.03);
    EXPECT_NEAR(amount_limits(cells, 0.005).high, 8.743, 0.03);
    EXPECT_NEAR(amount_limits(cells, 0.5).low, 2.713, 0.02);
}

TEST(AmountLimits, LeaveRoomForAnOutcomeNotSeenYet) {
    const Limits limits = amount_limits({{{18, 0}, {0, 0}, {0, 0}, {0, 100}}}, 0.025);
    EXPECT_GT(limits.high, 0.2);
    EXPECT_GE(limits.low, 0);
}

TEST(AmountLimits, AreAPointWhenEveryOutcomeIsWorthTheSame) {
    const Limits limits = amount_limits({{{3, 1}, {3, 2}, {3, 3}, {3, 4}}}, 0.025);
    EXPECT_EQ(limits.low, 3);
    EXPECT_EQ(limits.high, 3);
}

}  // namespace

}  // namespace metrics
