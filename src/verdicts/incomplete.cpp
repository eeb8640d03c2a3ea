#include "verdicts/incomplete.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/assert.h"

namespace verdicts {

namespace {

namespace policies = boost::math::policies;
// What cannot be represented is zero here, not an exception.
using Quiet = policies::policy<policies::underflow_error<policies::ignore_error>, policies::denorm_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

}  // namespace

double log_gamma(double a) { return boost::math::lgamma(a, Quiet()); }

double log_beta(double a, double b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

double log_beta_above(double x, double a, double b) {
    ASSERT(x >= 0 && x <= 1);
    ASSERT(a > 0 && b > 0);
    return std::log(boost::math::ibetac(a, b, x, Quiet()));
}

double log_gamma_below(double a, double x) {
    ASSERT(a > 0 && x >= 0);
    return std::log(boost::math::gamma_p(a, x, Quiet()));
}

}  // namespace verdicts
