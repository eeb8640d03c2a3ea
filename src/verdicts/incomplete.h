#pragma once

/// Logarithms of the integrals that mixtures are made of. Boost.Math stays behind this wall.
namespace verdicts {

double log_gamma(double a);
double log_beta(double a, double b);
/// Of the regularised incomplete beta function's complement: the share of Beta(a, b) above x. Minus infinity where it is
/// too small for a double. The complement is computed as such: one minus the function loses everything where it matters.
double log_beta_above(double x, double a, double b);
/// Of the regularised lower incomplete gamma function P(a, x).
double log_gamma_below(double a, double x);

}  // namespace verdicts
