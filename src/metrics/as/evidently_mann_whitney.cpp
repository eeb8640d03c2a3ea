#include "metrics/as/evidently.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition evidently_mann_whitney{
    .id = "evidently_mann_whitney",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"mannw\")",
    .differs = "Evidently shows only the p-value, of the test by Mann and Whitney, of whether nothing changed at all: with many rows it is small whatever the change. The value beside it is the reference's U.",
    .defect = "The test is one-sided: it sees current values that are larger than the reference's, and gives a p-value near 1 however much smaller they are.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return mann_whitney(reference, current, Alternative::less); },
};

}  // namespace metrics::as
