#include "metrics/intervals/exceedance.h"

#include <gtest/gtest.h>

#include "metrics/intervals/distributions.h"

namespace metrics {
namespace {

Estimate normal(double value, double error) {
    Estimate estimate;
    estimate.value = value;
    estimate.limits = [=](double tail) {
        const double z = normal_quantile(1 - tail);
        return Limits{value - z * error, value + z * error};
    };
    return estimate;
}

TEST(Exceedance, IsTheTestThatTheIntervalInverts) {
    const Exceedance p = exceedance(normal(0.12, 0.01), 0.1);
    EXPECT_NEAR(p.above, 1 - normal_cdf(2), 1e-5);
    EXPECT_EQ(p.below, 1);
    EXPECT_NEAR(exceedance(normal(0.08, 0.01), 0.1).below, 1 - normal_cdf(2), 1e-5);
}

TEST(Exceedance, OfAFactIsCertain) {
    EXPECT_EQ(exceedance(Estimate::fact(3, 1), 2).above, 0);
    EXPECT_EQ(exceedance(Estimate::fact(3, 1), 2).below, 1);
    EXPECT_EQ(exceedance(Estimate::fact(2, 1), 2).above, 1) << "at the bound is not above it";
    EXPECT_EQ(exceedance(Estimate::fact(2, 1), 2).below, 0);
}

TEST(Exceedance, EndsWhereTheCurveDoes) {
    EXPECT_EQ(exceedance(normal(1, 1e-6), 0).above, 1e-9);
}

}  // namespace
}  // namespace metrics
