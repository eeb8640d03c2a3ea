#include "metrics/as/evidently.h"
#include "metrics/as/two_samples.h"

namespace metrics::as {

extern const Definition evidently_epps_singleton{
    .id = "evidently_epps_singleton",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "ks_distance",
    .call = "ValueDrift(method=\"es\")",
    .differs = "Evidently shows only the p-value, of the test by Epps and Singleton, of whether nothing changed at all: with many rows it is small whatever the change. The value beside it is the statistic.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return epps_singleton(reference, current); },
};

}  // namespace metrics::as
