#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

extern const Definition evidently_ks_distance{
    .id = "evidently_ks_distance",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"ks\")",
    .differs = "Evidently shows only the p-value, of SciPy's ks_2samp, of whether nothing changed at all: with many rows it is "
               "small whatever the distance. The value beside it is the statistic.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return ks_test(reference, current); },
};

}  // namespace metrics::as
