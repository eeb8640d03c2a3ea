#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

extern const Definition nannyml_f1{
    .id = "nannyml_f1",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "f1",
    .call = "CBPE(metrics=[\"f1\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "0 / 0 is 0.",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
        return nannyml_expected(reference, current, setting, [](const ExpectedOutcomes& o) { return nannyml_ratio(o.true_positive, o.true_positive + 0.5 * (o.false_positive + o.false_negative)); });
    },
};

}  // namespace metrics::as
