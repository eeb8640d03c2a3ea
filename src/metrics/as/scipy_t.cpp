#include "metrics/as/scipy.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition scipy_t{
    .id = "scipy_t",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.ttest_ind(reference, current)",
    .differs = "Student's test of equal means, of equal variances, with its p-value; a change that leaves the mean alone is not seen.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return t_test(reference, current); },
};

}  // namespace metrics::as
