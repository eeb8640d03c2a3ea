#include "metrics/as/evidently.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition evidently_t{
    .id = "evidently_t",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"t_test\")",
    .differs = "Evidently shows only the p-value, of Student's test of equal means, of whether nothing changed at all: with many rows it is small whatever the change; a change that leaves the mean alone is not seen. The value beside it is t.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return t_test(reference, current); },
};

}  // namespace metrics::as
