#include "metrics/intervals/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

/// Expected values: SciPy 1.17.1 (norm, t, beta, chi2, ncx2, studentized_range with infinite degrees of freedom).
namespace metrics {

namespace {

void expect_close(double value, double expected, double relative = 1e-11) {
    EXPECT_NEAR(value, expected, relative * std::abs(expected));
}

TEST(Distributions, AgreeWithSciPy) {
    expect_close(normal_quantile(0.975), 1.959963984540054);
    expect_close(normal_quantile(1e-10), -6.361340902404056);
    expect_close(normal_cdf(-3.1), 0.0009676032132183563);
    expect_close(student_quantile(0.975, 6), 2.4469118511449786);
    expect_close(student_quantile(0.999, 2.5), 13.82219311086596);
    expect_close(student_cdf(1.3, 4), 0.868274201764388);
    expect_close(beta_quantile(0.025, 10, 21), 0.17287422152603915);
    expect_close(beta_cdf(0.3, 2.5, 7), 0.6412224629717214);
    expect_close(chi_square_quantile(0.95, 9), 16.918977604620448);
    expect_close(chi_square_cdf(3.2, 4), 0.47506905321389586);
}

TEST(Distributions, TakeFractionalCountsInABinomial) {
    expect_close(binomial_cdf(3, 10, 0.2), 0.8791261183999999);
    expect_close(binomial_cdf(3.5, 10.2, 0.2), 0.9292278957650635);
    EXPECT_EQ(binomial_cdf(-1, 10, 0.2), 0);
    EXPECT_EQ(binomial_cdf(10, 10, 0.2), 1);
}

TEST(Distributions, ReachFarIntoTheNoncentralChiSquare) {
    expect_close(noncentral_chi_square_cdf(5, 3, 2), 0.5934051800831555, 1e-9);
    expect_close(noncentral_chi_square_cdf(30, 9, 12.5), 0.8501662284806834, 1e-9);
    expect_close(noncentral_chi_square_cdf(100, 9, 150), 0.0045423824918180995, 1e-9);
    expect_close(noncentral_chi_square_cdf(1000, 9, 950), 0.7493880396899115, 1e-9);
    expect_close(noncentral_chi_square_cdf(1e6, 9, 1.001e6), 0.30717493875575574, 1e-7);
    expect_close(noncentral_chi_square_cdf(3.2, 4, 0), 0.47506905321389586);
}

TEST(Distributions, KnowTheRangeOfNormals) {
    expect_close(normal_range_quantile(0.975, 2), 3.1698221361189565, 1e-9);
    expect_close(normal_range_quantile(0.975, 3), 3.682267756830824, 1e-9);
    expect_close(normal_range_quantile(0.975, 10), 4.784033399837945, 1e-9);
    expect_close(normal_range_quantile(0.975, 50), 5.908917247778575, 1e-9);
    expect_close(normal_range_cdf(3.0, 5), 0.789123495036462, 1e-9);
    // The range of two is |Z| sqrt 2.
    expect_close(normal_range_quantile(0.9, 2), 1.6448536269514722 * std::sqrt(2.0), 1e-9);
    EXPECT_EQ(normal_range_cdf(0, 4), 0);
}

}  // namespace

}  // namespace metrics
