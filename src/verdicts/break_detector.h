#pragma once

#include <cstdint>

#include "charter/charter.h"
#include "metrics/estimate.h"

/// Has a promise begun to break? The only thing that raises an alarm. Each matured window brings one e-value, and the
/// detector of Shiryaev and Roberts adds up the evidence for every moment at which the break may have begun:
///
///   M_w = (1 + M_(w-1)) e_w,  alarm when M_w >= A
///
/// While the promise holds in each window, given what came before, M_w - w falls on average, so there are on average at
/// least A windows between false alarms, whatever the truth does inside the bound (Shin, Ramdas and Rinaldo 2024,
/// "E-detectors"). C promises or columns that share one budget have the threshold C x A.
namespace verdicts {

/// A one-sided p as an e-value, z = Phi^-1(1 - p):  e = sqrt(2) exp(z^2 / 4) Phi(z / sqrt 2), the mixture of likelihood
/// ratios over shifts that are half normal with a deviation of one. Its mean is one for a uniform p.
double e_value(double p);

/// The p of "the truth is inside the bound" over its whole range, also above one half, so that good windows count as such.
/// A share of independent rows has its exact binomial tail. `estimate` has a value and limits; the bound is absolute.
double p_of_window(const metrics::Estimate& estimate, const charter::Bound& bound, double level);

/// Windows of a length that make a quarter of a year, which is how often one false alarm is tolerated; at least two.
double windows_per_false_alarm(double window_days);

struct Detector {
    double evidence = 0;        ///< M
    std::int64_t windows = 0;   ///< since the start or the last alarm
    std::int64_t alarms = 0;

    /// Takes a window in; true: alarm, and the evidence starts again from nothing.
    bool add(double p, double threshold);
    /// A fact cannot err: it alarms when it breaks after it had not.
    bool add_fact(bool broken);

    bool broken = false;        ///< of facts: the last window was
};

}  // namespace verdicts
