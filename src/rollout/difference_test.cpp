#include "rollout/difference.h"

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"
#include "rollout/sample_ratio.h"

namespace rollout {
namespace {

using charter::RolloutMetric;
using metrics::Reason;

RolloutMetric metric_of(RolloutMetric::Kind kind, bool relative = false) {
    RolloutMetric metric;
    metric.kind = kind;
    metric.relative = relative;
    return metric;
}

MetricSums rates(double candidate, double control, double n) {
    MetricSums sums;
    Cell& cell = sums.strata.emplace_back();
    cell.candidate = {.n = n, .y = candidate, .yy = candidate, .yyy = candidate};
    cell.control = {.n = n, .y = control, .yy = control, .yyy = control};
    return sums;
}

/// The same with twos in place of ones.
MetricSums means(double candidate, double control, double n) {
    MetricSums sums;
    Cell& cell = sums.strata.emplace_back();
    cell.candidate = {.n = n, .y = 2 * candidate, .yy = 4 * candidate, .yyy = 8 * candidate};
    cell.control = {.n = n, .y = 2 * control, .yy = 4 * control, .yyy = 8 * control};
    return sums;
}

TEST(Difference, OfRareEventsHoldsWithoutAnyEvent) {
    const Difference none(metric_of(RolloutMetric::Kind::rate), rates(0, 0, 10'000), 20'000);
    EXPECT_EQ(*none.value, 0);
    EXPECT_LT(none.upper(0.025), 0.0012);
    EXPECT_GT(none.lower(0.025), -0.0012);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::rate, true), rates(0, 0, 10'000), 20'000).reason, Reason::few_events);
}

TEST(Difference, OfRareEventsFindsWhatApproximationsMayNotLookAt) {
    const Difference crashes(metric_of(RolloutMetric::Kind::rate), rates(40, 10, 10'000), 20'000);
    EXPECT_GT(crashes.lower(0.0225), 0);
    EXPECT_LT(crashes.lower(0.0225), *crashes.value);
    EXPECT_GT(crashes.upper(0.0225), *crashes.value);
    const Difference times(metric_of(RolloutMetric::Kind::rate, true), rates(40, 10, 10'000), 20'000);
    EXPECT_NEAR(*times.value, 3, 1e-12);
    EXPECT_GT(times.lower(0.0225), 0);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::rate, true), rates(40, 0, 10'000), 20'000).upper(0.01), std::numeric_limits<double>::infinity());
}

TEST(Difference, OfAMeanWaitsUntilItsApproximationHolds) {
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::mean), {}, 1'000).reason, Reason::no_rows);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::mean), means(5, 5, 20), 1'000).reason, Reason::few_units);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::mean), means(1'000, 1'000, 1'000), 1'000).reason, Reason::no_spread);
    const Difference skewed(metric_of(RolloutMetric::Kind::mean), means(3, 5, 1'000), 1'000);
    EXPECT_EQ(skewed.reason, Reason::too_skewed);
    EXPECT_EQ(skewed.upper(0.01), std::numeric_limits<double>::infinity());
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::mean), means(30, 30, 1'000), 1'000).reason, Reason::none);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::ratio), rates(30, 30, 1'000), 1'000).reason, Reason::no_denominator);
}

TEST(Difference, SeesAtOnceACandidateThatLosesEverything) {
    const Difference lost(metric_of(RolloutMetric::Kind::mean), rates(0, 40, 200), 1'000);
    ASSERT_EQ(lost.reason, Reason::none);
    EXPECT_LT(lost.upper(0.01), 0);
    EXPECT_LT(Difference(metric_of(RolloutMetric::Kind::mean, true), rates(0, 40, 200), 1'000).upper(0.01), 0);
    EXPECT_EQ(Difference(metric_of(RolloutMetric::Kind::mean), means(0, 40, 200), 1'000).reason, Reason::no_spread);
}

TEST(Difference, IsNotMovedByARampThatGrowsOnAGoodDay) {
    // Both steps without any effect; the second day is twice as good, and only there are the arms of unlike sizes.
    MetricSums sums;
    base::Random random(1);
    for (const auto [level, candidates, controls] : {std::array{1, 1'000, 1'000}, std::array{2, 4'000, 1'000}}) {
        Cell& cell = sums.strata.emplace_back();
        for (int i = 0; i < candidates; ++i) cell.candidate.add(level + random.normal(), 0);
        for (int i = 0; i < controls; ++i) cell.control.add(level + random.normal(), 0);
    }
    const Difference difference(metric_of(RolloutMetric::Kind::mean), sums, 5'000);
    EXPECT_NEAR(*difference.value, 0, 0.1);
    EXPECT_LT(difference.lower(0.025), 0);
    EXPECT_GT(difference.upper(0.025), 0);
}

TEST(Difference, IsNarrowerWhereEarlierDataAreKnown) {
    MetricSums plain, adjusted;
    plain.strata.resize(1);
    adjusted.strata.resize(1);
    base::Random random(2);
    for (int i = 0; i < 2'000; ++i) {
        const double before = random.normal(), now = before + 0.5 * random.normal();
        (i % 2 == 0 ? plain.strata[0].candidate : plain.strata[0].control).add(now, 0);
        (i % 2 == 0 ? adjusted.strata[0].candidate : adjusted.strata[0].control).add(now, before);
    }
    const Difference without(metric_of(RolloutMetric::Kind::mean), plain, 2'000), with(metric_of(RolloutMetric::Kind::mean), adjusted, 2'000);
    EXPECT_LT(with.upper(0.025) - with.lower(0.025), 0.5 * (without.upper(0.025) - without.lower(0.025)));
    EXPECT_EQ(*with.candidate, *without.candidate);
}

/// In how many runs without any effect the truth, 0, was ever excluded at 60 looks.
int ever_wrong(RolloutMetric::Kind kind, double rate, std::uint64_t runs) {
    int wrong = 0;
    for (std::uint64_t run = 0; run < runs; ++run) {
        base::Random random(base::Random::mix(run + 17));
        MetricSums sums;
        sums.strata.resize(1);
        bool excluded = false;
        for (int look = 0; look < 60 && !excluded; ++look) {
            for (int i = 0; i < 200; ++i) (random.uniform() < 0.5 ? sums.strata[0].candidate : sums.strata[0].control).add(random.uniform() < rate ? 1 : 0, 0);
            const Difference difference(metric_of(kind), sums, 5'000);
            excluded = difference.lower(0.025) > 0 || difference.upper(0.025) < 0;
        }
        wrong += excluded;
    }
    return wrong;
}

TEST(Difference, IsSeldomWrongHoweverOftenOneLooks) {
    // 5 % of 400 are 20, of 100 are 5, of 60 are 3; three deviations more are 33, 11 and 8.
    EXPECT_LE(ever_wrong(RolloutMetric::Kind::mean, 0.2, 400), 33);
    EXPECT_LE(ever_wrong(RolloutMetric::Kind::mean, 0.01, 100), 11);
    EXPECT_LE(ever_wrong(RolloutMetric::Kind::rate, 0.01, 60), 8);
}

TEST(SampleRatio, IsFoundWhenItIsOffAndSeldomWhenItIsNot) {
    const std::array alike{0.5, 0.5};
    EXPECT_FALSE(is_mismatch(std::array{0.0, 0.0}, alike, 0.01));
    EXPECT_TRUE(is_mismatch(std::array{5'200.0, 4'800.0}, alike, 0.01));
    EXPECT_FALSE(is_mismatch(std::array{5'050.0, 4'950.0}, alike, 0.01));
    EXPECT_TRUE(is_mismatch(std::array{1'000.0, 1'000.0, 1'400.0}, std::array{0.33, 0.33, 0.34}, 0.01));
    int wrong = 0;
    for (std::uint64_t run = 0; run < 1'000; ++run) {
        base::Random random(base::Random::mix(run + 3));
        std::array counts{0.0, 0.0};
        bool found = false;
        for (int look = 0; look < 100 && !found; ++look) {
            for (int i = 0; i < 100; ++i) counts[random.uniform() < 0.5 ? 0 : 1] += 1;
            found = is_mismatch(counts, alike, 0.05);
        }
        wrong += found;
    }
    EXPECT_LE(wrong, 71);
}

}  // namespace
}  // namespace rollout
