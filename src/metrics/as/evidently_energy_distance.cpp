#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition evidently_energy_distance{
    .id = "evidently_energy_distance",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "energy_distance",
    .call = "ValueDrift(method=\"ed\")",
    .differs = "The same, of the finite values.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        return number(std::sqrt(2 * areas(reference.of, current.of).squared), current.of.tally.rows);
    },
};

}  // namespace metrics::as
