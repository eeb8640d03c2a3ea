#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition scipy_chi_square{
    .id = "scipy_chi_square",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "chi_square",
    .call = "scipy.stats.chi2_contingency(counts)",
    .differs = "Every value is a cell, missing ones are left out, and a table of two values is corrected after Yates. "
               "The p-value tests that nothing changed at all, by independent rows.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<contingency, Runs>,
    .evaluate_text = of_counts<contingency, Split<Histogram>>,
};

}  // namespace metrics::as
