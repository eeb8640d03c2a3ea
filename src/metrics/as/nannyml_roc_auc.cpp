#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

extern const Definition nannyml_roc_auc{
    .id = "nannyml_roc_auc",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "roc_auc",
    .call = "CBPE(metrics=[\"roc_auc\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "Sums are rounded to five decimals, so a rare outcome loses digits.",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return nannyml_expected(reference, current, nannyml_area); },
};

}  // namespace metrics::as
