#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_precision{
    .id = "sklearn_precision",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "precision",
    .call = "sklearn.metrics.precision_score(label, prediction)",
    .differs = sklearn_zero,
    .needs = {.kind = Kind::confusion},
    .evaluate = [](const Split<Confusion>& of, const Setting&) { return sklearn_share(of, SklearnShare::precision); },
};

}  // namespace metrics::as
