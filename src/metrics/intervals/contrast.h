#pragma once

#include <array>

#include "metrics/estimate.h"
#include "metrics/statistics/key_sums.h"

/// Engine M for two samples: what one arm of an experiment has more than the other, as a difference or as a share.
namespace metrics {

/// The mean of an arm: of a number per key, of a ratio of two sums, or of either adjusted by what was known before.
/// Spread and skewness are those of its influence per key (the delta method).
struct ArmMean {
    double mean = 0;
    double variance = 0;  ///< of a key
    double third = 0;     ///< third central moment of a key
    double keys = 0;

    double squared_error() const { return variance / keys; }
};

/// The difference or relative difference of two arms with its standard error, the degrees of freedom of Welch and
/// Satterthwaite (those of the difference), and the skewness of its distribution.
struct Contrast {
    double value = 0;
    double deviation = 0;
    double degrees = 0;
    double skewness = 0;

    /// Welch's t.
    Limits welch(double tail) const;
    /// Hall's skewness-corrected t with those degrees of freedom.
    Limits corrected(double tail) const;
};

Contrast difference(const ArmMean& current, const ArmMean& baseline);
/// (current - baseline) / |baseline|: a negative baseline keeps the direction of change.
Contrast relative_difference(const ArmMean& current, const ArmMean& baseline);
/// The logarithm of current / baseline, both above 0.
Contrast log_ratio(const ArmMean& current, const ArmMean& baseline);

/// Which numbers of a key stand for what; the first is the numerator.
struct Design {
    bool ratio = false;      ///< the second number is the denominator
    bool covariate = false;  ///< behind them, the same of the time before
};

/// The two arms. With a covariate x, theta = cov(y, x) / var(x) from within the arms, each weighted as it adds to the variance
/// of the difference, and x is taken about its mean in the baseline, whose own mean stays as it is (Deng et al. 2013, CUPED;
/// Deng, Knoblich, Lu 2018 for ratios; as growthbook has it).
std::array<ArmMean, 2> arm_means(const KeySums& of, const Design& design);

enum class Compared { difference, relative };

/// The comparison with its limits. `share`: of the keys of both arms, those that the first was meant to have; where what
/// there is cannot be chance (p < 0.001), the comparison is void: `uneven_split`.
Estimate estimate_contrast(const Split<KeySums>& of, const Design& design, Compared compared, double share);

}  // namespace metrics
