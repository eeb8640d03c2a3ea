#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_macro_f1{
    .id = "sklearn_macro_f1",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "macro_f1",
    .call = "sklearn.metrics.f1_score(label, prediction, average=\"macro\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::f1, false); },
};

}  // namespace metrics::as
