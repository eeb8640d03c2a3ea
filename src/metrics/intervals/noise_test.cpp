#include <gtest/gtest.h>

#include <cmath>

#include "metrics/intervals/distributions.h"
#include "metrics/intervals/noise.h"

namespace metrics {

namespace {

double first_absolute(const std::vector<double>& increments) { return std::abs(increments.front()); }

/// Ten units of 100 rows whose share of cell 0 is 0.4 and 0.6 in turn.
std::vector<std::vector<double>> ten_units() {
    std::vector<std::vector<double>> parts;
    for (int g = 0; g < 10; ++g) parts.push_back(g % 2 == 0 ? std::vector<double>{40, 60} : std::vector<double>{60, 40});
    return parts;
}

TEST(UnitNoise, IsTheVarianceOfAMeanOverUnits) {
    // Ten shares 0.1 from their mean: sample variance 0.1 / 9 over 10 units.
    const UnitNoise noise = unit_noise(ten_units());
    EXPECT_NEAR(noise.variance_along({1, 0}), 0.1 / 9 / 10, 1e-15);
    EXPECT_NEAR(noise.variance(), 2 * 0.1 / 9 / 10, 1e-15);
    EXPECT_NEAR(noise.degrees, 9, 1e-12);
    EXPECT_NEAR(noise.variance_along({1, 1}), 0, 1e-30) << "shares add up to one";
}

TEST(UnitNoise, OfTooFewUnitsIsNotKnown) {
    EXPECT_EQ(unit_noise({{1, 2}, {2, 1}, {1, 1}, {2, 2}}).reason, Reason::few_units);
}

TEST(NoiseDraws, FollowStudentWhereOneFunctionalIsAsked) {
    const UnitNoise noise = unit_noise(ten_units());
    const UnitNoise nearly_none = unit_noise(std::vector<std::vector<double>>(50, {50, 50}));
    const NoiseDraws draws = NoiseDraws::of_units(nearly_none, noise, first_absolute, 3);
    const double expected = student_quantile(0.975, 9) * std::sqrt(noise.variance_along({1, 0}));
    EXPECT_NEAR(draws.exceeded(0.05) / expected, 1, 0.12) << "a thousand draws know a 5 % point to about 4 %";
}

TEST(NoiseDraws, OfRowsAreABrownianBridge) {
    // Half of n = 100 and of m = 100 rows in each of two cells: the share's variance is 1/4 (1/100 + 1/100).
    const NoiseDraws draws = NoiseDraws::of_rows({0.01, 0.01}, first_absolute, 3);
    EXPECT_NEAR(draws.exceeded(0.05) / (1.96 * std::sqrt(0.005)), 1, 0.1);
}

TEST(NoiseDraws, AreTheSameForTheSameSeed) {
    const auto exceeded = [](std::uint64_t seed) { return NoiseDraws::of_rows({0.01, 0.01}, first_absolute, seed).exceeded(0.025); };
    EXPECT_EQ(exceeded(3), exceeded(3));
    EXPECT_NE(exceeded(3), exceeded(4));
}

TEST(NoiseDraws, KeepGrowingBeyondTheLastDraw) {
    const NoiseDraws draws = NoiseDraws::of_rows({0.01, 0.01}, first_absolute, 3);
    EXPECT_LT(draws.exceeded(0.01), draws.exceeded(0.001));
    EXPECT_LT(draws.exceeded(1e-6), draws.exceeded(1e-12));
}

TEST(OneUnitRules, WhereAllVarianceIsItsOwn) {
    EXPECT_TRUE(one_unit_rules({100, 1, 1, 1, 1, 1, 1, 1}));
    EXPECT_FALSE(one_unit_rules({3, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(JoinedDegrees, AreThoseOfTheLargerVarianceOrOfBoth) {
    EXPECT_NEAR(joined_degrees(1, 6, 0, 58), 6, 1e-12);
    EXPECT_NEAR(joined_degrees(1, 6, 1, 6), 12, 1e-12);
}

}  // namespace

}  // namespace metrics
