#pragma once

#include <cstdint>

#include "metrics/as/sides.h"

/// Tests and distances as SciPy computes them.
namespace metrics::as {

inline constexpr std::string_view scipy_version = "1.17.1";

/// P(D >= d) of the largest difference of two samples' distribution functions when nothing changed, as
/// scipy.stats.ks_2samp(method="auto") has it: exact (counting lattice paths) where neither sample has more than 10,000
/// rows, else the two-sided one-sample distribution for round(n m / (n + m)) rows.
double ks_p_value(std::int64_t n, std::int64_t m, double d);

/// P(D_n >= d) of the two-sided one-sample statistic: scipy.stats.kstwo.sf(d, n).
double kolmogorov_tail(std::int64_t n, double d);

/// scipy.special.chdtrc: P(X > x) of chi-square.
double chi_square_tail(double x, double degrees);

/// scipy.stats.entropy(p, q) and scipy.spatial.distance.jensenshannon(p, q, base): both make p and q add up to one. The
/// first in nats.
double entropy(const std::vector<double>& p, const std::vector<double>& q);
double jensen_shannon_distance(const std::vector<double>& p, const std::vector<double>& q, double base);

/// scipy.stats.chisquare(current, reference * m / n) and chi2_contingency((reference, current)).
Estimate goodness_of_fit(const Sides& sides);
Estimate contingency(const Sides& sides);

/// The areas between the distribution functions of two samples, each of which has a value.
struct Areas {
    double largest = 0;   ///< ks_2samp's statistic
    double absolute = 0;  ///< wasserstein_distance
    double squared = 0;   ///< energy_distance is the root of twice it
};
Areas areas(const Runs& reference, const Runs& current);

/// scipy.stats.ks_2samp(reference, current).
Estimate ks_test(Reference<Runs> reference, Current<Runs> current);

/// Absent where a side has no value: what most distances begin with.
std::optional<Estimate> without_values(Reference<Runs> reference, Current<Runs> current);

}  // namespace metrics::as
