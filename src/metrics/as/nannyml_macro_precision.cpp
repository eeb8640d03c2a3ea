#include "metrics/as/nannyml_classes.h"

namespace metrics::as {

extern const Definition nannyml_macro_precision{
    .id = "nannyml_macro_precision",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "macro_precision",
    .call = "CBPE(metrics=[\"precision\"], problem_type=\"classification_multiclass\")",
    .differs = nannyml_classes_differ,
    .defect = "0 / 0 is 0.",
    .needs = {.kind = Kind::row_sample, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting&) {
        return nannyml_mean_over_classes(reference, current, [](const ExpectedClass& of) { return nannyml_ratio(of.outcomes.true_positive, of.outcomes.true_positive + of.outcomes.false_positive); });
    },
};

}  // namespace metrics::as
