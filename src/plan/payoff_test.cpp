#include "plan/payoff.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace plan {

namespace {

/// Weekly windows of a metric that falls by `fall` a day.
std::vector<Point> weeks(int count, double fall, double noise, std::uint64_t seed = 1) {
    base::Random random(seed);
    std::vector<Point> points;
    for (int i = 0; i < count; ++i) points.push_back({3.5 + 7 * i, 0.6 - fall * (3.5 + 7 * i) + noise * random.normal()});
    return points;
}

constexpr Costing costing{.cost = 1'200, .worth = 1, .recovers = 1, .decisions_per_day = 1'000, .horizon_days = 30, .level = 0.95};

}  // namespace

TEST(Payoff, ComesFromTheFormula) {
    // 1,000 decisions a day lose 0.002 more each day: 2 a day for each day, 70 days cost 2 * 70^2 / 2 = 4,900.
    const Payoff found = payoff(weeks(10, 0.002, 0), 70, costing);
    ASSERT_TRUE(found.lost);
    EXPECT_NEAR(found.lost->value, 4'900, 1e-6);
    EXPECT_NEAR(found.waiting->value, 2 * 70 * 30, 1e-6);
    EXPECT_NEAR(*found.pays_at, std::sqrt(2 * 1'200 / 2.0), 1e-9);
    EXPECT_EQ(found.advice, Advice::retrain);
}

TEST(Payoff, WaitsWhileTheDecayIsCheaperThanATraining) {
    const Payoff found = payoff(weeks(8, 0.0002, 0.002), 56, costing);
    EXPECT_EQ(found.advice, Advice::wait);
    EXPECT_LT(found.lost->limits.high, 1'200);
    EXPECT_GT(*found.pays_at, 56);
    EXPECT_LE(*found.pays_at_first, *found.pays_at);
}

TEST(Payoff, IsUnprovenWithTooFewWindowsAndSaysHowManyMore) {
    const Payoff found = payoff(weeks(3, 0.05, 0.001), 21, costing);
    EXPECT_EQ(found.advice, Advice::unproven);
    EXPECT_FALSE(found.lost);
    EXPECT_TRUE(found.estimate);
    EXPECT_EQ(found.more_windows, 2);
    EXPECT_EQ(payoff({}, 0, costing).more_windows, 5);
}

TEST(Payoff, IsUnprovenWhileTheIntervalHoldsTheCost) {
    const Payoff found = payoff(weeks(6, 0.002, 0.1, 7), 42, costing);
    EXPECT_EQ(found.advice, Advice::unproven);
    EXPECT_LT(found.lost->limits.low, 1'200);
    EXPECT_GE(found.lost->limits.high, 1'200);
    EXPECT_GT(found.more_windows, 0);
}

TEST(Payoff, FollowsTheSignOfWhatTheMetricIsWorth) {
    // An error that rises is worth less and less.
    Costing errors = costing;
    errors.worth = -3;
    const Payoff found = payoff(weeks(10, -0.002, 0.0001), 70, errors);
    EXPECT_EQ(found.advice, Advice::retrain);
    EXPECT_NEAR(found.lost->value, 3 * 4'900, 100);
    EXPECT_LE(found.lost->limits.low, found.lost->limits.high);
    EXPECT_EQ(payoff(weeks(10, 0.002, 0.0001), 70, errors).advice, Advice::wait) << "what gets better is not retrained";
}

TEST(Payoff, NeverRetrainsForNothing) {
    Costing free = costing;
    free.cost = 0;
    EXPECT_NE(payoff(weeks(10, 0, 0), 70, free).advice, Advice::retrain);
    Costing idle = costing;
    idle.decisions_per_day = 0;
    EXPECT_EQ(payoff(weeks(10, 0.002, 0), 70, idle).advice, Advice::wait);
}

TEST(Payoff, SeldomRetrainsWhatDoesNotDecay) {
    int wrong = 0;
    Costing cheap = costing;
    cheap.cost = 1e-6;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) wrong += payoff(weeks(12, 0, 0.05, base::Random::mix(seed)), 84, cheap).advice == Advice::retrain;
    EXPECT_LE(wrong, 40) << "one side of 95 %";
}

}  // namespace plan
