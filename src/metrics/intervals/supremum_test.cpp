#include <gtest/gtest.h>

#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/supremum.h"

namespace metrics {

namespace {

NamedEstimate fixed(const std::string& name, double value, Limits limits) {
    NamedEstimate group{name, {}};
    group.estimate.value = value;
    group.estimate.limits = [limits](double) { return limits; };
    group.estimate.rows = 100;
    group.estimate.units = 100;
    return group;
}

NamedEstimate normal(const std::string& name, double value, double error) {
    NamedEstimate group = fixed(name, value, {});
    group.estimate.limits = [value, error](double tail) {
        const double half = error * normal_quantile(1 - tail);
        return Limits{value - half, value + half};
    };
    return group;
}

NamedEstimate unknown(const std::string& name) { return {name, Estimate::absent(Reason::no_denominator)}; }

TEST(LargestDifference, CombinesTheLimitsOfTwoGroups) {
    // By hand: 0.3 - sqrt(0.1^2 + 0.1^2) and 0.3 + sqrt(0.1^2 + 0.05^2).
    const Estimate gap = largest_difference({fixed("a", 0.6, {0.5, 0.7}), fixed("b", 0.3, {0.25, 0.4})}, 1);
    EXPECT_NEAR(*gap.value, 0.3, 1e-15);
    EXPECT_NEAR(gap.limits(0.025).low, 0.158578643762690, 1e-12);
    EXPECT_NEAR(gap.limits(0.025).high, 0.411803398874989, 1e-12);
    EXPECT_EQ(gap.rows, 200);
}

TEST(LargestDifference, AllowsForTheLuckiestPairBelowButNotAbove) {
    // Quantiles of the range of 2, 3 and 5 normals over root two: 2.241, 2.604, 2.968 (scipy.stats.studentized_range).
    const double error = 0.01 * std::sqrt(2.0);
    const std::vector<std::pair<int, double>> expected{{2, 2.2414027}, {3, 2.6037565}, {5, 2.9677457}};
    for (const auto& [count, quantile] : expected) {
        std::vector<NamedEstimate> groups{normal("a", 0.8, 0.01), normal("b", 0.3, 0.01)};
        while (groups.size() < static_cast<std::size_t>(count)) groups.push_back(normal("middle", 0.5, 0.01));
        const Limits limits = largest_difference(groups, 1).limits(0.025);
        EXPECT_NEAR(limits.low, 0.5 - quantile * error, 1e-6) << count;
        EXPECT_NEAR(limits.high, 0.5 + 1.959964 * error, 1e-6) << count;
    }
}

TEST(LargestDifference, StaysWiderForRarerErrorsBeyondWhatDoublesResolve) {
    const Estimate gap = largest_difference({normal("a", 0.8, 0.01), normal("b", 0.3, 0.01), normal("c", 0.3, 0.01)}, 1);
    double last = 1;
    for (const double tail : {0.5, 0.1, 1e-3, 1e-8, 1.01e-9, 0.99e-9, 1e-12}) {
        const double low = gap.limits(tail).low;
        EXPECT_LT(low, last) << tail;
        last = low;
    }
    EXPECT_GT(last, 0.3);
}

TEST(LargestDifference, KnowsThatGroupsLiveThroughTheSameDays) {
    // Both groups are 0.1 better on good days: their difference does not vary at all.
    NamedEstimate a = normal("a", 0.8, 0.05);
    NamedEstimate b = normal("b", 0.5, 0.05);
    for (std::uint64_t day = 0; day < 8; ++day) {
        const double moved = day % 2 == 0 ? 0.02 : -0.02;
        a.estimate.replicates.push_back({day, 0.8 + moved});
        b.estimate.replicates.push_back({day, 0.5 + moved});
    }
    const Limits together = largest_difference({a, b}, 1).limits(0.025);
    EXPECT_NEAR(together.low, 0.3, 1e-6);
    EXPECT_NEAR(together.high, 0.3, 1e-6);
    b.estimate.replicates.clear();
    EXPECT_LT(largest_difference({a, b}, 1).limits(0.025).low, 0.2);
}

TEST(LargestDifference, OfAGroupThatIsNotKnownMayBeAnything) {
    const std::vector<NamedEstimate> groups{normal("a", 0.8, 0.01), normal("b", 0.3, 0.01), unknown("tiny")};
    const Estimate gap = largest_difference(groups, 1);
    EXPECT_EQ(gap.reason, Reason::none) << "what the others show may still break a promise";
    EXPECT_GT(gap.limits(0.025).low, 0.4);
    EXPECT_EQ(gap.limits(0.025).high, 1.0);
    EXPECT_NE(gap.detail.find("tiny"), std::string::npos);
}

TEST(LargestDifference, CountsAGroupOfDoubtfulValueInTheValueOnly) {
    NamedEstimate doubtful = fixed("doubtful", 0.1, {0, 1});
    doubtful.estimate.reason = Reason::few_units;
    const Estimate gap = largest_difference({normal("a", 0.5, 0.01), normal("b", 0.5, 0.01), doubtful}, 1);
    EXPECT_NEAR(*gap.value, 0.4, 1e-15);
    EXPECT_EQ(gap.limits(0.025).low, 0.0);
    EXPECT_EQ(gap.limits(0.025).high, 1.0);
}

TEST(LargestDifference, NeedsTwoGroups) {
    EXPECT_EQ(largest_difference({normal("a", 0.5, 0.1), unknown("b")}).reason, Reason::one_group);
    EXPECT_FALSE(largest_difference({}).value.has_value());
}

TEST(SmallestRatio, DividesTheSmallestByTheLargest) {
    const Estimate ratio = smallest_ratio({normal("a", 0.5, 0.01), normal("b", 0.2, 0.01), normal("c", 0.4, 0.01)});
    EXPECT_NEAR(*ratio.value, 0.4, 1e-15);
    const Limits limits = ratio.limits(0.025);
    // The logarithm's standard error is sqrt(0.02^2 + 0.05^2) = 0.0539; three groups take 2.604 of it above.
    EXPECT_NEAR(std::log(limits.low / 0.4), -1.96 * 0.0539, 0.01);
    EXPECT_NEAR(std::log(limits.high / 0.4), 2.604 * 0.0539, 0.01);
}

TEST(SmallestRatio, OfNothingInEveryGroupIsMissing) {
    EXPECT_EQ(smallest_ratio({fixed("a", 0, {0, 0.1}), fixed("b", 0, {0, 0.1})}).reason, Reason::no_denominator);
}

TEST(SmallestRatio, WithAGroupOfZeroIsZero) {
    const Estimate ratio = smallest_ratio({fixed("a", 0.5, {0.4, 0.6}), fixed("b", 0, {0, 0.05})});
    EXPECT_EQ(*ratio.value, 0.0);
    EXPECT_EQ(ratio.limits(0.025).low, 0.0);
    EXPECT_LT(ratio.limits(0.025).high, 0.2);
}

}  // namespace

}  // namespace metrics
