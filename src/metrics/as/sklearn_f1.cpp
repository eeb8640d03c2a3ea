#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_f1{
    .id = "sklearn_f1",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "f1",
    .call = "sklearn.metrics.f1_score(label, prediction)",
    .differs = sklearn_zero,
    .needs = {.kind = Kind::confusion},
    .evaluate = [](const Split<Confusion>& of, const Setting&) { return sklearn_share(of, SklearnShare::f1); },
};

}  // namespace metrics::as
