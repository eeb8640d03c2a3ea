#include "metrics/as/scipy.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition scipy_mann_whitney{
    .id = "scipy_mann_whitney",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.mannwhitneyu(reference, current)",
    .differs = "The reference's U, and the two-sided p-value of whether a row of one sample is as likely above as below one of the other.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return mann_whitney(reference, current, Alternative::two_sided); },
};

}  // namespace metrics::as
