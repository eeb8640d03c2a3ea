#pragma once

/// Quantiles and tails of the distributions that intervals are made of. Boost.Math stays behind this wall, because a file
/// that includes it compiles for seconds.
namespace metrics {

double normal_cdf(double z);
double normal_quantile(double p);                       ///< 0 < p < 1
double student_quantile(double p, double degrees);
double student_cdf(double t, double degrees);
double beta_quantile(double p, double a, double b);     ///< a, b > 0
double beta_cdf(double x, double a, double b);
double binomial_cdf(double k, double n, double p);      ///< k and n may be fractional: by the incomplete beta function
double chi_square_quantile(double p, double degrees);
double chi_square_cdf(double x, double degrees);
double chi_square_survival(double x, double degrees);   ///< 1 - cdf, also where that is tiny
double noncentral_chi_square_cdf(double x, double degrees, double noncentrality);
/// The q-quantile of (largest - smallest) of `count` independent standard normals.
double normal_range_quantile(double q, int count);
double normal_range_cdf(double range, int count);

}  // namespace metrics
