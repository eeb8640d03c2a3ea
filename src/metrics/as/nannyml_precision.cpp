#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

extern const Definition nannyml_precision{
    .id = "nannyml_precision",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "precision",
    .call = "CBPE(metrics=[\"precision\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "0 / 0 is 0.",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
        return nannyml_expected(reference, current, setting, [](const ExpectedOutcomes& o) { return nannyml_ratio(o.true_positive, o.true_positive + o.false_positive); });
    },
};

}  // namespace metrics::as
