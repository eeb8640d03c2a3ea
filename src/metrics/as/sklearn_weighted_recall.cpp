#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_weighted_recall{
    .id = "sklearn_weighted_recall",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "weighted_recall",
    .call = "sklearn.metrics.recall_score(label, prediction, average=\"weighted\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::recall, true); },
};

}  // namespace metrics::as
