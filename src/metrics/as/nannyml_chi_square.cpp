#include "metrics/as/nannyml.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition nannyml_chi_square{
    .id = "nannyml_chi_square",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "chi_square",
    .call = "chi2",
    .differs = "Every value is a cell, missing ones are left out, and a table of two values is corrected after Yates. "
               "NannyML takes texts as they are and numbers where they are declared as categories. The p-value tests that nothing changed at all, by independent rows.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<contingency, Runs>,
    .evaluate_text = of_counts<contingency, Split<Histogram>>,
};

}  // namespace metrics::as
