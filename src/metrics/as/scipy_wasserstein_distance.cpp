#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition scipy_wasserstein_distance{
    .id = "scipy_wasserstein_distance",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "wasserstein_distance",
    .call = "scipy.stats.wasserstein_distance(reference, current)",
    .differs = "The same; SciPy gives no interval.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        return number(areas(reference.of, current.of).absolute, current.of.tally.rows);
    },
};

}  // namespace metrics::as
