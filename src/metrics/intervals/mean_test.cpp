#include "metrics/intervals/mean.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/intervals/distributions.h"

namespace metrics {

namespace {

Split<Moments> moments_of(const std::vector<double>& values) {
    Split<Moments> split;
    for (const double value : values) split.total.add(value, mass_one);
    return split;
}

// Hall 1992: with g the cubic g(W) = W + a W^2 / 3 + a^2 W^3 / 27 + a / 6 and W = (mean - mu) / deviation, the limits are
// where g is plus or minus the quantile. Putting them back must give it.
TEST(Hall, SolvesThePapersCubic) {
    for (const double a : {-0.4, -0.05, 0.1, 0.45}) {
        const Limits limits = hall_limits(10, 2, a, 1.96);
        const auto cubic = [&](double limit) {
            const double w = (10 - limit) / 2;
            return w + a * w * w / 3 + a * a * w * w * w / 27 + a / 6;
        };
        EXPECT_NEAR(cubic(limits.low), 1.96, 1e-9);
        EXPECT_NEAR(cubic(limits.high), -1.96, 1e-9);
    }
    EXPECT_DOUBLE_EQ(hall_limits(10, 2, 0, 1.5).low, 7);
}

TEST(Mean, IsStudentsWithoutSkewness) {
    std::vector<double> values;
    for (int i = 0; i < 400; ++i) values.push_back(i % 2 == 0 ? 1 : 3);
    const Estimate estimate = estimate_mean(moments_of(values), 0, 1000, Rows::unbounded);
    const double deviation = std::sqrt(400.0 / 399 / 400);
    EXPECT_NEAR(estimate.limits(0.025).low, 2 - student_quantile(0.975, 399) * deviation, 1e-9);
    EXPECT_NEAR(estimate.limits(0.025).high, 2 + student_quantile(0.975, 399) * deviation, 1e-9);
}

TEST(Mean, IsAShareWhenRowsAreZeroOrOne) {
    std::vector<double> values(40, 0.0);
    for (std::size_t i = 0; i < 8; ++i) values[i] = 1;
    const Estimate estimate = estimate_mean(moments_of(values), 0, 1, Rows::bounded);
    EXPECT_NEAR(estimate.limits(0.025).low, beta_quantile(0.025, 8, 33), 1e-9);
    EXPECT_NEAR(estimate.limits(0.025).high, beta_quantile(0.975, 9, 32), 1e-9);
}

TEST(Mean, DoesNotDecideWhereAFewRowsDo) {
    std::vector<double> values(5000, 0.01);
    for (std::size_t i = 0; i < 3; ++i) values[i] = 36;
    const Estimate estimate = estimate_mean(moments_of(values), 0, 36.1, Rows::unbounded);
    EXPECT_EQ(estimate.reason, Reason::too_skewed);
    EXPECT_TRUE(estimate.value.has_value());
    EXPECT_EQ(estimate.limits(0.025).high, 36.1);
}

TEST(Mean, IsNotCertainBecauseAllRowsAreEqual) {
    const Estimate estimate = estimate_mean(moments_of(std::vector<double>(500, 0.25)), 0, 1, Rows::bounded);
    EXPECT_LT(estimate.limits(0.025).low, 0.22);
    EXPECT_GT(estimate.limits(0.025).high, 0.28);
}

}  // namespace

}  // namespace metrics
