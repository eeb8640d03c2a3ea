#pragma once

#include "metrics/metric.h"

/// Whether a number rests on enough for methods that are only approximate. Small errors of approximate intervals add up over
/// many looks: of 200 windows of 200 revenues a t interval let the detector raise a false alarm in 77 runs of 100, where 10
/// were allowed.
namespace verdicts {

enum class Use {
    sequence,  ///< since the release: the start rule of the asymptotic confidence sequence
    window,    ///< a window that enters the detector by itself; one that is not strong enough is joined with the next
};

/// Always true of facts and of shares of independent rows, whose tails are exact. Else, by what the statistic is of:
///
/// | of | sequence | window |
/// |---|---|---|
/// | units | 30 of them | 20 of them |
/// | decisions (F1, kappa, ...) | 10 true positives and 10 errors | the same |
/// | means | skewness over root n at most 0.2, 30 rows | the same |
/// | ranks (AUC) | 10 pairs out of order for the rarer class | 20 |
/// | everything else | never: only declared looks | 1,000 rows |
bool strong_enough(const metrics::Metric& metric, const metrics::Statistic& statistic, const metrics::Estimate& estimate, Use use);

/// Whether a confidence sequence exists for the metric at all.
bool has_sequence(const metrics::Metric& metric, const metrics::Statistic& statistic, const metrics::Estimate& estimate);

}  // namespace verdicts
