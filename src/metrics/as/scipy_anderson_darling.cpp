#include "metrics/as/scipy.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition scipy_anderson_darling{
    .id = "scipy_anderson_darling",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.anderson_ksamp([reference, current])",
    .differs = "The standardised statistic by midranks; its p-value is cut to 0.001 and 0.25.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return anderson_darling(reference, current); },
};

}  // namespace metrics::as
