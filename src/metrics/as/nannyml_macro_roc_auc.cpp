#include "metrics/as/nannyml_classes.h"

namespace metrics::as {

extern const Definition nannyml_macro_roc_auc{
    .id = "nannyml_macro_roc_auc",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "macro_roc_auc",
    .call = "CBPE(metrics=[\"roc_auc\"], problem_type=\"classification_multiclass\")",
    .differs = nannyml_classes_differ,
    .defect = "Sums are rounded to five decimals, so a rare class loses digits; equal scores are taken in the order of the rows, here in that of the sample.",
    .needs = {.kind = Kind::row_sample, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting&) {
        return nannyml_mean_over_classes(reference, current, [](const ExpectedClass& of) { return nannyml_area(of.rows); });
    },
};

}  // namespace metrics::as
