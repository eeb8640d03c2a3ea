#pragma once

#include <vector>

#include "metrics/as/nannyml_cbpe.h"
#include "metrics/intervals/class_foresight.h"

/// NannyML's confidence-based performance estimation among many classes: each class against the rest, and the plain mean over classes.
namespace metrics::as {

/// Of one class against the rest, in descending order of its scores.
struct ExpectedClass {
    std::vector<ExpectedRow> rows;
    ExpectedOutcomes outcomes;  ///< by the logged decisions
};

inline constexpr std::string_view nannyml_classes_differ =
    "No interval. All rows are looked at, not a sample. A class that is never expected or decided counts with 0. Scores are always calibrated here; NannyML leaves a class's as they are where "
    "ten random splits of the reference show no gain, which depends on the order of its rows.";

/// The mean of `formula` over classes, or why there is no number.
Estimate nannyml_mean_over_classes(Reference<RowSample> reference, Current<RowSample> current, double (*formula)(const ExpectedClass& of));

}  // namespace metrics::as
