#pragma once

#include <optional>

#include "metrics/estimate.h"
#include "rollout/summary.h"

/// The candidate against its control in one metric, with limits that may be looked at after every unit.
///
/// **Means and ratios.** In each stratum s the arms are compared with each other alone, and strata count by their units:
///
///   d = sum over s of n_s / N (c_s - k_s),   variance = sum over s of (n_s / N)^2 (v_c / n_c + v_k / n_k)
///
/// with v the variance of y; of a ratio that of (y - r x) / mean x (delta method); and where x is what it was before (CUPED;
/// Deng, Xu, Kohavi and Walker 2013) that of y - theta x, theta = cov(y, x) / var(x) within arms and strata, pooled. A
/// relative difference is d over the control's value, with the variance of a ratio of the two. The limits are those of the
/// asymptotic confidence sequence (verdicts/asymptotic_sequence.h), which hold once the start rule does: in both arms 30
/// units and |skewness| over root n at most 0.2; the denominator of a ratio at least five standard errors from 0. Until then
/// a column of zeros and ones is not without limits, so that a candidate that loses everything is seen at once: it has those
/// of rates below, with a tenth of the tail, and nine tenths afterwards.
///
/// **Rates of events.** Nothing is approximate, and nothing needs to be large. Arms have the same size by assignment, so an
/// event is the candidate's with probability R / (1 + R), R the ratio of the two rates, however the rates go up and down
/// together: R has the limits of a share (verdicts/share_sequence.h). A difference in absolute terms is R - 1 times the
/// control's rate within that one's own limits, or the two rates' limits against each other, whichever is closer; each of the
/// four limits has a quarter of the tail. The control's rate itself is taken as constant there.
namespace rollout {

class Difference {
public:
    Difference(const charter::RolloutMetric& metric, const MetricSums& sums, double planned);

    std::optional<double> candidate, control;  ///< the values of the arms
    std::optional<double> value;               ///< candidate - control, or that over the control's value
    metrics::Reason reason = metrics::Reason::none;  ///< why there are no limits
    double units = 0;                          ///< in both arms
    double left_out = 0;                       ///< units of strata that one of the arms is missing from

    /// Infinite where there is no limit. The chance that the truth is ever beyond is at most `tail`; 0 < tail < 0.25.
    double lower(double tail) const;
    double upper(double tail) const;

private:
    void compare_means(const MetricSums& sums);
    void compare_rates(const MetricSums& sums);
    void begin_exactly();
    double tail_of(double tail) const;
    metrics::Limits limits_of_rates(double tail) const;

    charter::RolloutMetric::Kind kind_;
    bool relative_;
    bool yes_or_no_ = false, exact_ = false;
    double planned_, error_ = 0;
    Sums events_candidate_, events_control_;
};

}  // namespace rollout
