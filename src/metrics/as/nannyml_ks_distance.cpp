#include <algorithm>
#include <cmath>

#include "metrics/as/nannyml.h"
#include "metrics/as/numpy.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

/// Both distribution functions at the upper edges of equal bins of the reference's range.
double at_edges(const Runs& reference, const Runs& current) {
    const Sample sample = sample_of(reference);
    std::vector<double> edges = even_edges(sample.low, sample.high, nannyml_estimated_bins);
    if (sample.low == sample.high) std::fill(edges.begin(), edges.end(), sample.low);  // numpy.linspace widens nothing
    const auto before = counts(reference, edges);
    const auto now = counts(current, edges);
    const double m = weight_of(current.tally.weight);
    double lower = 0;
    current.visit([&](const Run& run) { lower += Runs::value_of(run.key) < edges.front() ? weight_of(run.mass) : 0; });
    double f = 0;
    double g = lower / m;
    double most = 0;
    for (std::size_t b = 0; b < before.size(); ++b) {
        f += before[b] / sample.size;
        g += now[b] / m;
        most = std::max(most, std::abs(f - g));
    }
    return most;
}

}  // namespace

extern const Definition nannyml_ks_distance{
    .id = "nannyml_ks_distance",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "ks_distance",
    .call = "kolmogorov_smirnov",
    .differs = "With 10,000 reference rows and more the distribution functions are compared at the edges of 10,000 equal bins of the "
               "reference's range only; infinite values left out.",
    .defect = "The documentation says that these bins are quantiles; they are of equal width, so a skewed column has few that matter.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        const bool exact = reference.of.tally.rows <= nannyml_exact_rows_max;
        return number(exact ? areas(reference.of, current.of).largest : at_edges(reference.of, current.of), current.of.tally.rows);
    },
};

}  // namespace metrics::as
