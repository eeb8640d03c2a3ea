#include "metrics/as/scipy.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition scipy_cramer_von_mises{
    .id = "scipy_cramer_von_mises",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.cramervonmises_2samp(reference, current)",
    .differs = "The squares of the distance of the distribution functions, added up over all rows, with its p-value.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return cramer_von_mises(reference, current); },
};

}  // namespace metrics::as
