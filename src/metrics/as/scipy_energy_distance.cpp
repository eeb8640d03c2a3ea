#include <cmath>

#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition scipy_energy_distance{
    .id = "scipy_energy_distance",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "energy_distance",
    .call = "scipy.stats.energy_distance(reference, current)",
    .differs = "The same; SciPy gives no interval.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        return number(std::sqrt(2 * areas(reference.of, current.of).squared), current.of.tally.rows);
    },
};

}  // namespace metrics::as
