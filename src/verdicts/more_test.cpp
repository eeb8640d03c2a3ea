#include "verdicts/more.h"

#include <gtest/gtest.h>

#include <cmath>

namespace verdicts {
namespace {

using charter::Bound;
using metrics::Estimate;
using metrics::Limits;

constexpr double tail = 0.025;

Bound at_most(double high) {
    Bound bound;
    bound.kind = Bound::Kind::at_most;
    bound.high = high;
    return bound;
}
Bound between(double low, double high) {
    Bound bound = at_most(high);
    bound.kind = Bound::Kind::between;
    bound.low = low;
    return bound;
}

Estimate with_limits(double value, double low, double high, std::int64_t units) {
    Estimate estimate;
    estimate.value = value;
    estimate.units = units;
    estimate.limits = [=](double) { return Limits{low, high}; };
    return estimate;
}

TEST(More, IsTheClosedFormOfAMeanWithKnownVariance) {
    // A z-test of a mean 0.4 below its bound with a standard deviation of 1 has power 0.8 at n = ((1.959964 + 0.841621) /
    // 0.4)^2 = 49.06 (any textbook on sample size); 20 units have the half width 1.959964 / sqrt(20).
    const double half = 1.959963985 / std::sqrt(20.0);
    const More more = more_to_decide(with_limits(0, -half, half, 20), at_most(0.4), tail);
    EXPECT_FALSE(more.hopeless);
    EXPECT_EQ(more.units, 50);
}

TEST(More, MultipliesByTheKnownFactorAtTheUsualLevel) {
    // n (w/d)^2 x 2.04: 1000 x 2^2 x 2.0432.
    EXPECT_EQ(more_to_decide(with_limits(1.5, 1.3, 1.7, 1000), at_most(1.6), tail).units, 8173);
}

TEST(More, OfARateWithoutEventsFollowsTheRuleOfThree) {
    // 100 units without an event: U = 1 - 0.025^(1/100) = 0.036217. Below 0.01 is proven by ln 0.025 / ln 0.99 = 367.04.
    const More more = more_to_decide(with_limits(0, 0, 1 - std::pow(0.025, 0.01), 100), at_most(0.01), tail);
    EXPECT_EQ(more.units, 368);
}

TEST(More, OfARateWithoutFailuresIsTheSameFromAbove) {
    Bound at_least;
    at_least.low = 0.99;
    EXPECT_EQ(more_to_decide(with_limits(1, std::pow(0.025, 0.01), 1, 100), at_least, tail).units, 368);
}

TEST(More, IsHopelessWhenTheBoundIsNearerThanAFifthOfTheHalfWidth) {
    EXPECT_FALSE(more_to_decide(with_limits(0, -1, 1, 100), at_most(0.201), tail).hopeless);
    const More more = more_to_decide(with_limits(0, -1, 1, 100), at_most(0.199), tail);
    EXPECT_TRUE(more.hopeless);
    EXPECT_EQ(more.units, 0);
    EXPECT_TRUE(more_to_decide(with_limits(0.2, -1, 1, 100), at_most(0.2), tail).hopeless);
}

TEST(More, NeedsBothEndsWhereTheValueIsInsideAndTheCrossedOneOutside) {
    const Estimate estimate = with_limits(5, 4, 6, 100);
    // Inside: the nearer end (0.5 away) decides: 100 x 4 x 2.0432.
    EXPECT_EQ(more_to_decide(estimate, between(4.5, 5.9), tail).units, 818);
    EXPECT_EQ(more_to_decide(estimate, between(4.1, 5.5), tail).units, 818);
    // Outside, 0.5 below the low end: only that matters, however near the other is.
    EXPECT_EQ(more_to_decide(estimate, between(5.5, 5.6), tail).units, 818);
}

TEST(More, UsesTheLimitThatIsNearerTheBound) {
    // Skewed: 1 below, 3 above. At most 6: w = 3, d = 1.
    EXPECT_EQ(more_to_decide(with_limits(5, 4, 8, 100), at_most(6), tail).units, 1839);
    // The value lies above a bound of 4.5: w = 1, d = 0.5.
    EXPECT_EQ(more_to_decide(with_limits(5, 4, 8, 100), at_most(4.5), tail).units, 818);
}

TEST(More, CannotRemoveTheReferencesPart) {
    Estimate estimate = with_limits(0, -1, 1, 100);
    estimate.fixed_share = 0.25;
    // n (1 - f) w^2 / (d^2 / 2.0432 - f w^2) with d = 0.9: 100 x 0.75 / (0.39644 - 0.25) = 512.2.
    EXPECT_EQ(more_to_decide(estimate, at_most(0.9), tail).units, 513);
    // With d = 0.7 the reference alone is too uncertain: 0.24 < 0.25.
    EXPECT_TRUE(more_to_decide(estimate, at_most(0.7), tail).hopeless);
}

}  // namespace
}  // namespace verdicts
