#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition evidently_chi_square{
    .id = "evidently_chi_square",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "chi_square",
    .call = "ValueDrift(method=\"chisquare\")",
    .differs = "Evidently shows only the p-value, of the current counts against the reference's shares as if these were known "
               "exactly; the value beside it is that statistic. Every value is a cell, missing ones are left out.",
    .defect = "The reference's own chance is ignored: with samples of the same size unchanged data are called drifted far more "
              "often than the level says; one value unseen in the reference makes the statistic infinite and p zero.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<goodness_of_fit, Runs>,
    .evaluate_text = of_counts<goodness_of_fit, Split<Histogram>>,
};

}  // namespace metrics::as
