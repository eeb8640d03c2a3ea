#include "metrics/as/evidently.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition evidently_anderson_darling{
    .id = "evidently_anderson_darling",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"anderson\")",
    .differs = "Evidently shows only the p-value, of the k-sample test by Anderson and Darling, of whether nothing changed at all: with many rows it is small whatever the change; it is cut to 0.001 and 0.25. The value beside it is the standardised statistic.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return anderson_darling(reference, current); },
};

}  // namespace metrics::as
