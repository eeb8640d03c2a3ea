#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition scipy_chisquare{
    .id = "scipy_chisquare",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "chi_square",
    .call = "scipy.stats.chisquare(current counts, reference counts * m / n)",
    .differs = "The current counts against the reference's shares as if these were known exactly; every value is a cell, missing "
               "ones are left out; infinite where the reference lacks a value.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<goodness_of_fit, Runs>,
    .evaluate_text = of_counts<goodness_of_fit, Split<Histogram>>,
};

}  // namespace metrics::as
