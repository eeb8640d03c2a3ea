#include "metrics/intervals/distributions.h"

#include <boost/math/tools/toms748_solve.hpp>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/assert.h"

namespace metrics {

namespace {

using namespace boost::math::policies;
// An extreme quantile is infinite rather than an exception, and the arithmetic is double's own everywhere.
using Quiet = policy<overflow_error<ignore_error>, promote_double<false>>;
using Normal = boost::math::normal_distribution<double, Quiet>;
using Student = boost::math::students_t_distribution<double, Quiet>;
using ChiSquare = boost::math::chi_squared_distribution<double, Quiet>;
using NoncentralChiSquare = boost::math::non_central_chi_squared_distribution<double, Quiet>;
using Beta = boost::math::beta_distribution<double, Quiet>;

bool inside(double p) { return p > 0 && p < 1; }

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double p) {
    ASSERT(inside(p));
    return quantile(Normal(), p);
}

double student_quantile(double p, double degrees) {
    ASSERT(inside(p));
    ASSERT(degrees > 0);
    return quantile(Student(degrees), p);
}

double student_cdf(double t, double degrees) {
    ASSERT(degrees > 0);
    if (std::isinf(t)) return t > 0 ? 1 : 0;
    return cdf(Student(degrees), t);
}

double beta_quantile(double p, double a, double b) {
    ASSERT(p >= 0 && p <= 1);
    ASSERT(a > 0 && b > 0);
    return quantile(Beta(a, b), p);
}

double beta_cdf(double x, double a, double b) {
    ASSERT(a > 0 && b > 0);
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    return cdf(Beta(a, b), x);
}

double binomial_cdf(double k, double n, double p) {
    if (k < 0) return 0;
    if (k >= n) return 1;
    if (p <= 0) return 1;
    if (p >= 1) return 0;
    return cdf(complement(Beta(k + 1, n - k), p));
}

double chi_square_quantile(double p, double degrees) {
    ASSERT(p >= 0 && p < 1);
    ASSERT(degrees > 0);
    return quantile(ChiSquare(degrees), p);
}

double chi_square_cdf(double x, double degrees) {
    ASSERT(degrees > 0);
    return x <= 0 ? 0 : cdf(ChiSquare(degrees), x);
}

double chi_square_survival(double x, double degrees) {
    ASSERT(degrees > 0);
    return x <= 0 ? 1 : cdf(complement(ChiSquare(degrees), x));
}

double noncentral_chi_square_cdf(double x, double degrees, double noncentrality) {
    ASSERT(degrees > 0);
    ASSERT(noncentrality >= 0);
    if (x <= 0) return 0;
    if (noncentrality == 0) return chi_square_cdf(x, degrees);
    return cdf(NoncentralChiSquare(degrees, noncentrality), x);
}

namespace {

// The integrand below is analytic and vanishes at both ends, so the trapezium rule converges faster than any power of the
// step: halving this one changes nothing above 1e-14 up to a thousand normals.
constexpr double range_step = 0.05;
constexpr double range_reach = 9;
constexpr int range_points = static_cast<int>(2 * range_reach / range_step) + 1;

/// Density and upper tail at the points of the rule: the same for every range.
struct RangeRule {
    std::array<double, range_points> z{}, density{}, above{};

    RangeRule() {
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] = -range_reach + static_cast<double>(i) * range_step;
            density[i] = std::exp(-z[i] * z[i] / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
            above[i] = std::erfc(z[i] / std::numbers::sqrt2) / 2;
        }
    }
};

double whole_power(double base, int exponent) {
    double result = 1;
    for (; exponent > 0; exponent >>= 1, base *= base) {
        if ((exponent & 1) != 0) result *= base;
    }
    return result;
}

}  // namespace

double normal_range_cdf(double range, int count) {
    ASSERT(count >= 2);
    if (range <= 0) return 0;
    static const RangeRule rule;
    // The largest lies at z, the others within `range` below it: count * phi(z) * (Phi(z) - Phi(z - range))^(count - 1).
    double sum = 0;
    for (std::size_t i = 0; i < rule.z.size(); ++i) {
        const double within = std::erfc((rule.z[i] - range) / std::numbers::sqrt2) / 2 - rule.above[i];
        sum += rule.density[i] * whole_power(within, count - 1);
    }
    return std::min(1.0, count * range_step * sum);
}

double normal_range_quantile(double q, int count) {
    ASSERT(inside(q));
    ASSERT(count >= 2);
    double high = 1;
    while (normal_range_cdf(high, count) < q && high < 64) high *= 2;
    std::uintmax_t steps_max = 100;
    const auto miss = [&](double range) { return normal_range_cdf(range, count) - q; };
    if (miss(high) <= 0) return high;
    const auto found = boost::math::tools::toms748_solve(miss, 0.0, high, -q, miss(high), boost::math::tools::eps_tolerance<double>(40), steps_max);
    return found.first + (found.second - found.first) / 2;
}

}  // namespace metrics
