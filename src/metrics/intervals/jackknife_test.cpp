#include "metrics/intervals/jackknife.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

struct Unit {
    double events;
    double rows;
};

/// A share of rows in units, as the metrics leave units out.
Estimate share_over(const std::vector<Unit>& units, Transform transform = Transform::logit) {
    Unit all{0, 0};
    for (const Unit& unit : units) all = {all.events + unit.events, all.rows + unit.rows};
    std::vector<Replicate> replicates;
    for (std::size_t i = 0; i < units.size(); ++i) {
        replicates.push_back({i, (all.events - units[i].events) / (all.rows - units[i].rows), units[i].rows / all.rows});
    }
    Estimate estimate;
    estimate.value = all.events / all.rows;
    estimate.rows = std::llround(all.rows);
    jackknife(estimate, std::move(replicates), transform, 0, 1);
    return estimate;
}

// The jackknife of a mean of equal units is the textbook variance of their means, and its t has G - 1 degrees.
TEST(Jackknife, IsStudentsForEqualUnits) {
    const Estimate estimate = share_over({{40, 100}, {44, 100}, {48, 100}, {52, 100}, {56, 100}, {60, 100}, {50, 100}}, Transform::identity);
    EXPECT_DOUBLE_EQ(*estimate.value, 0.5);
    // Sample variance of 0.40 ... 0.60, 0.50 about 0.5: (0.01 + 0.0036 + 0.0004) x 2 / 6.
    const double deviation = std::sqrt(0.028 / 6 / 7);
    EXPECT_NEAR(estimate.limits(0.025).low, 0.5 - student_quantile(0.975, 6) * deviation, 1e-9);
    EXPECT_NEAR(estimate.limits(0.025).high, 0.5 + student_quantile(0.975, 6) * deviation, 1e-9);
    EXPECT_EQ(estimate.replicates.size(), 7u);
}

TEST(Jackknife, KeepsASharesLimitsInsideItsRange) {
    const Estimate estimate = share_over({{98, 100}, {99, 100}, {97, 100}, {100, 100}, {92, 100}, {99, 100}, {98, 100}});
    EXPECT_EQ(estimate.reason, Reason::none);
    EXPECT_LT(estimate.limits(0.0001).high, 1);
    EXPECT_LT(estimate.limits(0.025).low, 0.96);
}

TEST(Jackknife, RefusesFewerThanFiveUnits) {
    const Estimate estimate = share_over({{40, 100}, {44, 100}, {48, 100}, {52, 100}});
    EXPECT_EQ(estimate.reason, Reason::few_units);
    EXPECT_TRUE(estimate.value.has_value());
    EXPECT_EQ(estimate.limits(0.025).low, 0);
    EXPECT_EQ(estimate.limits(0.025).high, 1);
}

TEST(Jackknife, CountsOnlyUnitsThatHaveAnyOfIt) {
    EXPECT_EQ(share_over({{40, 100}, {44, 100}, {48, 100}, {52, 100}, {0, 0}, {0, 0}, {0, 0}}).reason, Reason::few_units);
}

TEST(Jackknife, DoesNotDecideWhereOneUnitHasHalfOfTheRows) {
    std::vector<Unit> units(60, {10, 50});
    units.push_back({700, 3000});
    EXPECT_EQ(share_over(units).reason, Reason::too_skewed);
}

// 0 of 7 days: an event may come with a whole day of them, so days are what is counted. 1 - 0.025^(1/7) = 0.4096.
TEST(Jackknife, CountsUnitsWhereNothingHappened) {
    const Estimate none = share_over(std::vector<Unit>(7, {0, 1000}));
    EXPECT_EQ(none.reason, Reason::none);
    EXPECT_EQ(none.limits(0.025).low, 0);
    EXPECT_NEAR(none.limits(0.025).high, 0.40962, 1e-5);
    const Estimate always = share_over(std::vector<Unit>(7, {1000, 1000}));
    EXPECT_NEAR(always.limits(0.025).low, 1 - 0.40962, 1e-5);
    EXPECT_EQ(always.limits(0.025).high, 1);
}

TEST(Jackknife, IsNotCertainBecauseUnitsAgree) {
    const Estimate estimate = share_over(std::vector<Unit>(20, {1, 5}));
    EXPECT_LT(estimate.limits(0.025).low, 0.1);
    EXPECT_GT(estimate.limits(0.025).high, 0.4);
}

// Rare events that come one by one are as rare among units as among rows.
TEST(Jackknife, KnowsSingleRareEventsNearlyAsWellAsRowsDo) {
    std::vector<Unit> units(100, {0, 20});
    for (std::size_t i = 0; i < 4; ++i) units[i * 20].events = 1;
    const Limits limits = share_over(units).limits(0.025);
    const double exact_low = beta_quantile(0.025, 4, 1997);
    const double exact_high = beta_quantile(0.975, 5, 1996);
    EXPECT_LE(limits.low, exact_low);
    EXPECT_GT(limits.low, exact_low / 3);
    EXPECT_GE(limits.high, exact_high * 0.98);
    EXPECT_LT(limits.high, exact_high * 2);
}

TEST(Jackknife, DoesNotDecideOnAFewBurstsOfEvents) {
    std::vector<Unit> units(60, {0, 100});
    units[3].events = 60;
    units[40].events = 35;
    EXPECT_EQ(share_over(units).reason, Reason::few_events);
}

// Seven days whose rates differ (0.2 +- 0.1): each limit errs in about 2.5 %, here in at most 3.5 and its sampling error.
TEST(Jackknife, HoldsItsErrorsOverSevenDays) {
    base::Random random(17);
    constexpr int samples = 2000;
    int above = 0;
    int below = 0;
    for (int i = 0; i < samples; ++i) {
        std::vector<Unit> days;
        for (int day = 0; day < 7; ++day) {
            const double a = random.gamma(3);
            const double rate = a / (a + random.gamma(12));  // beta: mean 0.2, deviation 0.1
            int events = 0;
            for (int row = 0; row < 100; ++row) events += random.uniform() < rate ? 1 : 0;
            days.push_back({static_cast<double>(events), 100});
        }
        const Estimate estimate = share_over(days);
        const Limits limits = estimate.limits(0.025);
        if (limits.low > 0.2) ++above;
        if (limits.high < 0.2) ++below;
    }
    EXPECT_LE(above, samples * 0.043);
    EXPECT_LE(below, samples * 0.043);
}

}  // namespace

}  // namespace metrics
