#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_weighted_precision{
    .id = "sklearn_weighted_precision",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "weighted_precision",
    .call = "sklearn.metrics.precision_score(label, prediction, average=\"weighted\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::precision, true); },
};

}  // namespace metrics::as
