#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_weighted_f1{
    .id = "sklearn_weighted_f1",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "weighted_f1",
    .call = "sklearn.metrics.f1_score(label, prediction, average=\"weighted\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::f1, true); },
};

}  // namespace metrics::as
