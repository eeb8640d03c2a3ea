#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_macro_precision{
    .id = "sklearn_macro_precision",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "macro_precision",
    .call = "sklearn.metrics.precision_score(label, prediction, average=\"macro\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::precision, false); },
};

}  // namespace metrics::as
