#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_matthews_correlation{
    .id = "sklearn_matthews_correlation",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "matthews_correlation",
    .call = "sklearn.metrics.matthews_corrcoef(label, prediction)",
    .differs = "Where every label, or every prediction, is the same, scikit-learn gives 0; ours is missing, with the reason.",
    .needs = {.kind = Kind::classes},
    .evaluate = [](const Split<ClassTable>& of, const Setting&) { return sklearn_correlation(of); },
};

}  // namespace metrics::as
