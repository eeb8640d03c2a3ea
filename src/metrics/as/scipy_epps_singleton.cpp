#include "metrics/as/scipy.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition scipy_epps_singleton{
    .id = "scipy_epps_singleton",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.epps_singleton_2samp(reference, current)",
    .differs = "A statistic of the samples' characteristic functions at two points, with its p-value.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return epps_singleton(reference, current); },
};

}  // namespace metrics::as
