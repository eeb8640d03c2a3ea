#include "metrics/as/definition.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition scipy_ks_distance{
    .id = "scipy_ks_distance",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "ks_distance",
    .call = "scipy.stats.ks_2samp(reference, current)",
    .differs = "The statistic is ours; the p-value tests that nothing changed at all, by independent rows: exact up to 10,000 rows "
               "a side, above it by the one-sample distribution for round(n m / (n + m)) rows.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return ks_test(reference, current); },
};

}  // namespace metrics::as
