#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/runs.h"

/// Engine K: Kaplan and Meier 1958, the share that is still there after a time, when some are looked at for less long.
namespace metrics {

/// `of`: how long each stayed; label 1: then it went, 0: it was there when last looked at. Greenwood's variance on the
/// scale log(-log) (Kalbfleisch and Prentice 1980); where nobody has gone, Clopper and Pearson's limits for those who were
/// watched for so long; the jackknife over named units, from what each adds to the logarithm.
///
/// Absent with `no_rows`, and with `not_matured` where nobody was watched for so long.
Estimate estimate_survival(const Runs& of, double at);

/// 1 - survival.
Estimate estimate_loss(const Runs& of, double at);

}  // namespace metrics
