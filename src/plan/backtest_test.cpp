#include "plan/backtest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace plan {

namespace {

constexpr double decisions = 7'000;  // a week

/// Weeks of a metric that falls by `fall` a day since the last training, of which each brings all of it back but `left` of it.
std::vector<Past> weeks(int count, double fall, double noise, std::uint64_t seed, const std::vector<double>& trainings = {0}, double left = 0) {
    base::Random random(seed);
    std::vector<Past> history;
    for (int i = 0; i < count; ++i) {
        const double start = 7.0 * i, middle = start + 3.5;
        double begin = 0, level = 1;
        for (const double at : trainings) {
            if (at > start) break;
            if (at > 0) level -= left * fall * (at - begin);
            begin = at;
        }
        history.push_back({start, start + 7, level - fall * (middle - begin) + noise * random.normal(), decisions});
    }
    return history;
}

Rule rule(double cost) {
    Rule made;
    made.costing.cost = cost;
    return made;
}

}  // namespace

TEST(Backtest, SavesWhatTheFormulaSaysWithoutNoise) {
    // 2 a day for each day; a training for 1,225 pays every 35 days: after 5, 10, 15, 20 and 25 weeks.
    const std::vector<double> trainings{0};
    const auto history = weeks(29, 0.002, 0, 1);
    const Backtest found = backtest(history, trainings, rule(1'225 - 1e-3));
    ASSERT_EQ(found.trainings.size(), 5u);
    EXPECT_EQ(found.trainings[0].at, 35);
    EXPECT_EQ(found.trainings[4].age, 35);
    // Spared: 35 days in weeks 6 to 10, 70 in 11 to 15, ... of 14 a week for each day.
    const double spared = 14 * (5 * (35 + 70 + 105 + 140) + 4 * 175);
    ASSERT_TRUE(found.saved);
    EXPECT_NEAR(found.saved->value, spared - found.spent, 1e-6);
    EXPECT_TRUE(found.seen_at.empty());
}

TEST(Backtest, MeasuresWhatATrainingRecoveredWhereOneTookPlace) {
    const std::vector<double> trainings{0, 70, 140};
    const Backtest found = backtest(weeks(30, 0.002, 1e-6, 3, trainings, 0.25), trainings, rule(500));
    EXPECT_NEAR(found.recovers, 0.75, 0.01);
    EXPECT_EQ(found.seen_at, (std::vector<double>{70, 140}));
}

TEST(Backtest, IsHeldBackByTheGuards) {
    const std::vector<double> trainings{0};
    Rule strict = rule(1);
    strict.pause_days = 60;
    strict.at_most = 2;
    strict.per_days = 365;
    const Backtest found = backtest(weeks(52, 0.002, 0.0001, 5), trainings, strict);
    ASSERT_EQ(found.trainings.size(), 2u);
    EXPECT_GE(found.trainings[1].at - found.trainings[0].at, 60);
    EXPECT_GT(found.held_back, 0);
}

TEST(Backtest, FollowsASchedule) {
    const std::vector<double> trainings{0};
    Rule monthly = rule(100);
    monthly.pays = false;
    monthly.schedule_days = 28;
    const Backtest found = backtest(weeks(26, 0, 0.01, 7), trainings, monthly);
    EXPECT_EQ(found.trainings.size(), 6u);
    EXPECT_EQ(found.trainings[0].why, "schedule");
    ASSERT_TRUE(found.saved);
    EXPECT_LT(found.saved->value, 0) << "without decay a schedule only costs";
}

TEST(Backtest, SaysNothingOfSavingsWithoutWindowsEnough) {
    const std::vector<double> trainings{0};
    Rule monthly = rule(100);
    monthly.schedule_days = 14;
    const auto history = weeks(4, 0.002, 0, 1);
    EXPECT_FALSE(backtest(history, trainings, monthly).saved);
    EXPECT_TRUE(backtest({}, trainings, monthly).trainings.empty());
}

/// A known decay, many times: the interval of what the rule saved holds what it did save.
TEST(Backtest, IntervalHoldsTheTruthInSimulations) {
    const std::vector<double> trainings{0};
    int held = 0, any = 0, gained = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const double fall = 0.002;
        const Backtest found = backtest(weeks(40, fall, 0.06, base::Random::mix(seed)), trainings, rule(2'500));
        if (found.trainings.empty()) continue;
        ++any;
        ASSERT_TRUE(found.saved);
        const double truth = fall * found.stretches[0].recovered_days - found.spent;
        held += found.saved->limits.low <= truth && truth <= found.saved->limits.high;
        gained += truth > 0;
    }
    EXPECT_GE(any, 395);
    EXPECT_GE(held, any * 0.93) << "level 0.95";
    EXPECT_GE(gained, any * 0.99);
}

}  // namespace plan
