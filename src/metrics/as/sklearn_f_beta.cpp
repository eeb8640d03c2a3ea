#include "metrics/as/sklearn.h"

namespace metrics::as {

extern const Definition sklearn_f_beta{
    .id = "sklearn_f_beta",
    .peer = "sklearn",
    .version = sklearn_version,
    .metric = "f_beta",
    .call = "sklearn.metrics.fbeta_score(label, prediction, beta=beta)",
    .differs = sklearn_zero,
    .needs = {.kind = Kind::confusion},
    .evaluate = [](const Split<Confusion>& of, const Setting& setting) { return sklearn_f_score(of, setting.number("beta")); },
};

}  // namespace metrics::as
