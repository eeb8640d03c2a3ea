#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <vector>

#include "metrics/estimate.h"

/// How much two samples of the same thing differ by chance. A distance between samples is never negative, so unchanged
/// data show one above zero; only what lies beyond this noise is movement (engine S of the interval methods).
namespace metrics {

/// How a sample's shares over cells vary from unit to unit: the share of cell b moves as sum over units g of
/// xi_g residual[g][b], xi standard normal.
struct UnitNoise {
    std::vector<std::vector<double>> residuals;
    double degrees = std::numeric_limits<double>::infinity();  ///< of freedom (Satterthwaite), fewer when units are unequal
    Reason reason = Reason::none;                              ///< why these units cannot show how they vary; then no residuals

    double variance() const;                                         ///< sum over cells of the shares' variances
    double variance_along(const std::vector<double>& slopes) const;  ///< of sum over cells of slope times share
};

/// `parts[g][b]`: the mass of unit g in cell b. Raises `few_units` (below 5) or `too_skewed` (one or two have nearly all).
UnitNoise unit_noise(const std::vector<std::vector<double>>& parts);
/// One unit decides nearly everything, more than chance among so many normal units would let it (Grubbs 1950).
bool one_unit_rules(const std::vector<double>& contributions);
/// One unit decides a sample that has more than a fifth of the noise of both.
bool one_unit_rules(const UnitNoise& reference, const UnitNoise& current);
/// Welch and Satterthwaite: degrees of freedom of a sum of two estimated variances.
double joined_degrees(double variance_a, double degrees_a, double variance_b, double degrees_b);

/// The variance in the direction in which the sum of all residuals, each times its own standard normal, varies most: the
/// largest eigenvalue of its covariance, by power iteration. Residuals are all of one length.
double largest_variance(std::initializer_list<const std::vector<std::vector<double>>*> parts);

/// Draws of a norm of the noise, in ascending order, and their quantiles.
class NoiseDraws {
public:
    using Norm = std::function<double(const std::vector<double>& increments)>;

    /// Independent rows: `variances[b]` = p_b/n + q_b/m.
    static NoiseDraws of_rows(const std::vector<double>& variances, const Norm& norm, std::uint64_t seed);
    /// Units: each sample's noise is divided by the root of a chi-square draw over its degrees of freedom, which makes one
    /// functional of it Student's t.
    static NoiseDraws of_units(const UnitNoise& reference, const UnitNoise& current, const Norm& norm, std::uint64_t seed);

    /// Exceeded with probability `tail`. Beyond what the draws resolve it grows as Student's quantile does, which is
    /// more than the norm of normal noise grows.
    double exceeded(double tail) const;

private:
    std::vector<double> sorted_;
    double degrees_ = std::numeric_limits<double>::infinity();
};

}  // namespace metrics
