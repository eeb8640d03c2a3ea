#include <cmath>

#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

Estimate association(const Sides& sides) {
    if (sides.reference.size() < 2) return Estimate::absent(Reason::not_computed, "SciPy's number is NaN: there is a single value");
    const double all = sides.reference_rows + sides.current_rows;
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) {
        const double both = sides.reference[b] + sides.current[b];
        const double off = sides.reference[b] - both * sides.reference_rows / all;
        sum += off * off / both * (all / sides.reference_rows + all / sides.current_rows);
    }
    return number(std::sqrt(sum / all), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition scipy_cramers_v{
    .id = "scipy_cramers_v",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "cramers_v",
    .call = "scipy.stats.contingency.association((reference counts, current counts), method=\"cramer\")",
    .differs = "Every value is a cell, however rare, and missing ones are left out; there is no correction for how far chance alone goes.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<association, Runs>,
    .evaluate_text = of_counts<association, Split<Histogram>>,
};

}  // namespace metrics::as
