#include "metrics/intervals/survival.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

struct One {
    double age;
    bool gone;
    std::uint32_t unit = 0;
};

RunsInMemory runs_of(const std::vector<One>& all, std::size_t units = 0) {
    std::vector<Run> runs;
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < units; ++i) keys.push_back(i);
    for (const One& one : all) runs.push_back({Runs::key_of(one.age), one.unit, one.gone ? 1u : 0u, mass_one});
    return RunsInMemory(std::move(runs), std::move(keys));
}

// The remission times of 21 patients on 6-MP (Freireich et al. 1963), as in every textbook.
const std::vector<One> remission{{6, true}, {6, true}, {6, true}, {6, false}, {7, true}, {9, false}, {10, true}, {10, false}, {11, false}, {13, true}, {16, true},
                                 {17, false}, {19, false}, {20, false}, {22, true}, {23, true}, {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};

TEST(Survival, IsTheTextbooks) {
    const auto at = [](double age) { return *estimate_survival(runs_of(remission), age).value; };
    EXPECT_NEAR(at(5), 1, 1e-12);
    EXPECT_NEAR(at(6), 0.8571, 5e-5);
    EXPECT_NEAR(at(9), 0.8067, 5e-5);
    EXPECT_NEAR(at(13), 0.6902, 5e-5);
    EXPECT_NEAR(at(22), 0.5378, 5e-5);
    EXPECT_NEAR(at(35), 0.4482, 5e-5);
}

TEST(Survival, IsNotKnownBeyondTheLongestWatch) {
    const Estimate estimate = estimate_survival(runs_of(remission), 36);
    EXPECT_FALSE(estimate.value.has_value());
    EXPECT_EQ(estimate.reason, Reason::not_matured);
}

TEST(Survival, WhereNobodyHasGoneIsAsSureAsThoseWatchedToTheEnd) {
    std::vector<One> all(40, One{100, false});
    all.resize(100, One{1, false});
    const Estimate estimate = estimate_survival(runs_of(all), 50);
    EXPECT_EQ(estimate.value, 1.0);
    EXPECT_EQ(estimate.limits(0.025).low, clopper_pearson(40, 40, 0.025).low);
}

TEST(Survival, WithoutCensoringIsAShare) {
    std::vector<One> all;
    for (int i = 1; i <= 100; ++i) all.push_back({static_cast<double>(i), true});
    EXPECT_NEAR(*estimate_survival(runs_of(all), 30).value, 0.7, 1e-12);
    EXPECT_NEAR(*estimate_loss(runs_of(all), 30).value, 0.3, 1e-12);
    const Limits there = estimate_survival(runs_of(all), 30).limits(0.025), gone = estimate_loss(runs_of(all), 30).limits(0.025);
    EXPECT_DOUBLE_EQ(gone.low, 1 - there.high);
    EXPECT_DOUBLE_EQ(gone.high, 1 - there.low);
    EXPECT_EQ(*estimate_survival(runs_of(all), 100).value, 0);
}

TEST(Survival, KnowsWhatItWouldBeWithoutAUnit) {
    base::Random random(11);
    std::vector<One> all;
    for (int i = 0; i < 3'000; ++i) {
        const double leaves = std::ceil(-40 * std::log(random.uniform())), watched = 10 + static_cast<double>(random.below(60));
        all.push_back({std::min(leaves, watched), leaves <= watched, static_cast<std::uint32_t>(random.below(30))});
    }
    const Estimate estimate = estimate_survival(runs_of(all, 30), 30);
    ASSERT_EQ(estimate.replicates.size(), 30u);
    for (const Replicate& replicate : estimate.replicates) {
        std::vector<One> rest;
        for (const One& one : all) {
            if (one.unit != replicate.unit) rest.push_back({one.age, one.gone});
        }
        EXPECT_NEAR(replicate.value, *estimate_survival(runs_of(rest), 30).value, 3e-4);
    }
}

}  // namespace

}  // namespace metrics
