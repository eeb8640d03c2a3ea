#include "metrics/as/evidently.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition evidently_cramer_von_mises{
    .id = "evidently_cramer_von_mises",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"cramer_von_mises\")",
    .differs = "Evidently shows only the p-value, of the test by Cramer and von Mises, of whether nothing changed at all: with many rows it is small whatever the change. The value beside it is the statistic.",
    .defect = "Up to twenty rows on either side Evidently counts in numbers of half or single precision, so that its exact p-value may be a thousandth off; ours is exact there.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return cramer_von_mises(reference, current); },
};

}  // namespace metrics::as
