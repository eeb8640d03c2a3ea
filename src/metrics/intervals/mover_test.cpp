#include "metrics/intervals/mover.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10 (the two
// Wilson intervals combined this way): 56/70 - 48/80 gives 0.0524 to 0.3339.
TEST(Mover, GivesNewcombesIntervalFromWilsonLimits) {
    const auto wilson = [](double k, double n) {
        constexpr double z = 1.959963984540054;
        const double p = k / n;
        const double middle = p + z * z / (2 * n);
        const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return Limits{(middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)};
    };
    const Limits limits = mover_difference(0.8, wilson(56, 70), 0.6, wilson(48, 80));
    EXPECT_NEAR(limits.low, 0.0524, 5e-5);
    EXPECT_NEAR(limits.high, 0.3339, 5e-5);
}

TEST(Mover, AddsInQuadratureWhenIntervalsAreSymmetric) {
    const Limits limits = mover_difference(10, {7, 13}, 4, {0, 8});
    EXPECT_DOUBLE_EQ(limits.low, 1);
    EXPECT_DOUBLE_EQ(limits.high, 11);
}

TEST(Mover, LeavesADifferenceOpenWhereASideIs) {
    const Limits limits = mover_difference(0.5, {-infinity, infinity}, 0.4, {0.3, 0.5});
    EXPECT_EQ(limits.low, -infinity);
    EXPECT_EQ(limits.high, infinity);
}

// With b exact the ratio's limits are those of a over b; with a exact they are a over those of b.
TEST(Mover, DividesByAKnownNumber) {
    const Limits a = mover_ratio(0.4, {0.3, 0.55}, 0.5, {0.5, 0.5});
    EXPECT_NEAR(a.low, 0.6, 1e-12);
    EXPECT_NEAR(a.high, 1.1, 1e-12);
    const Limits b = mover_ratio(0.4, {0.4, 0.4}, 0.5, {0.4, 0.8});
    EXPECT_NEAR(b.low, 0.5, 1e-12);
    EXPECT_NEAR(b.high, 1.0, 1e-12);
}

// The published quotient, computed term by term: p1 = 0.4 (0.3, 0.5), p2 = 0.5 (0.35, 0.7).
TEST(Mover, FollowsDonnerAndZouForRatios) {
    const double low = (0.2 - std::sqrt(0.04 - 0.3 * 0.5 * 0.7 * 0.3)) / (0.7 * 0.3);
    const double high = (0.2 + std::sqrt(0.04 - 0.5 * 0.3 * 0.35 * 0.65)) / (0.35 * 0.65);
    const Limits limits = mover_ratio(0.4, {0.3, 0.5}, 0.5, {0.35, 0.7});
    EXPECT_NEAR(limits.low, low, 1e-12);
    EXPECT_NEAR(limits.high, high, 1e-12);
}

TEST(Mover, HasNoUpperLimitWhereTheDenominatorMayBeZero) {
    const Limits limits = mover_ratio(0.4, {0.3, 0.5}, 0.1, {0, 0.2});
    EXPECT_NEAR(limits.low, 0.3 * 0.5 / (0.04 + 0.04), 1e-12);
    EXPECT_EQ(limits.high, infinity);
    const Limits nothing = mover_ratio(0, {0, 0.1}, 0, {0, 0.1});
    EXPECT_EQ(nothing.low, 0);
    EXPECT_EQ(nothing.high, infinity);
}

}  // namespace

}  // namespace metrics
