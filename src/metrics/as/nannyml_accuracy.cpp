#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

extern const Definition nannyml_accuracy{
    .id = "nannyml_accuracy",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "accuracy",
    .call = "CBPE(metrics=[\"accuracy\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
        return nannyml_expected(reference, current, setting, [](const ExpectedOutcomes& o) { return (o.true_positive + o.true_negative) / (o.true_positive + o.false_positive + o.false_negative + o.true_negative); });
    },
};

}  // namespace metrics::as
