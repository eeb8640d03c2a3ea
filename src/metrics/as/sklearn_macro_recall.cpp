#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_macro_recall{
    .id = "sklearn_macro_recall",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "macro_recall",
    .call = "sklearn.metrics.recall_score(label, prediction, average=\"macro\")",
    .differs = sklearn_zero_of_class,
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_average(of, SklearnShare::recall, false); },
};

}  // namespace metrics::as
