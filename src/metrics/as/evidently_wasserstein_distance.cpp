#include <algorithm>

#include "metrics/as/evidently.h"
#include "metrics/as/numpy.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

constexpr double deviation_least = 0.001;

}  // namespace

extern const Definition evidently_wasserstein_distance{
    .id = "evidently_wasserstein_distance",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "wasserstein_distance",
    .call = "ValueDrift(method=\"wasserstein\")",
    .differs = "Divided by the reference's standard deviation (of the values as all there are, at least 0.001), so it has no unit; "
               "infinite values left out.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        return number(areas(reference.of, current.of).absolute / std::max(sample_of(reference.of).deviation, deviation_least), current.of.tally.rows);
    },
};

}  // namespace metrics::as
