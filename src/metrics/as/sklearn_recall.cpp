#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_recall{
    .id = "sklearn_recall",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "recall",
    .call = "sklearn.metrics.recall_score(label, prediction)",
    .differs = sklearn_zero,
    .needs = {.kind = Kind::confusion},
    .evaluate = [](const Split<Confusion>& of, const Setting&) { return sklearn_share(of, SklearnShare::recall); },
};

}  // namespace metrics::as
