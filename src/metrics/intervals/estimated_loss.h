#pragma once

#include "metrics/metric.h"

namespace metrics {

/// Direct loss estimation: a model learns from the reference how large the loss of a row is, given its features and its
/// prediction, and is asked about the current rows, whose outcomes are not known. Columns of the reference: features, the
/// prediction, the outcome; of the current rows the same, and an outcome that is there all the same is not looked at.
///
/// The variance of what will be realised has three parts: the losses that the model cannot foresee (its out-of-fold residuals
/// in the reference), the rows that are not in the sample, and the model (Kott's jackknife over ten parts of the reference).
/// It holds while outcomes depend on features and prediction as they did.
Estimate mean_loss_before_labels(Reference<RowSample> reference, Current<RowSample> current, const Setting& setting, double (*loss)(double label, double prediction));

inline constexpr Parameter loss_parameters[] = {
    {.name = "sample", .sentence = "Rows that are looked at on either side.", .fallback = 20'000, .lowest = 100, .highest = 1'000'000, .whole = true},
    {.name = "seed", .sentence = "Which rows are learnt from together.", .fallback = 1, .lowest = 0, .highest = 2'147'483'647, .whole = true},
};

}  // namespace metrics
