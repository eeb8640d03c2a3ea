#include "metrics/as/nannyml_classes.h"

namespace metrics::as {

/// The mean share of the decided class; of one class the true positives over all rows, and their mean over classes times their number.
extern const Definition nannyml_multiclass_accuracy{
    .id = "nannyml_multiclass_accuracy",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "accuracy",
    .call = "CBPE(metrics=[\"accuracy\"], problem_type=\"classification_multiclass\")",
    .differs = nannyml_classes_differ,
    .needs = {.kind = Kind::row_sample, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<RowSample> reference, Current<RowSample> current, const Setting&) {
        Estimate estimate = nannyml_mean_over_classes(reference, current, [](const ExpectedClass& of) { return of.outcomes.true_positive / static_cast<double>(of.rows.size()); });
        if (estimate.value) *estimate.value *= static_cast<double>(class_rows_of(current.of).width());
        return estimate;
    },
};

}  // namespace metrics::as
