#pragma once

#include <optional>

#include "metrics/estimate.h"
#include "metrics/metric.h"
#include "metrics/statistics/class_table.h"

/// Engine C for any number of classes: a smooth number made of the table of label against prediction, by the cell jackknife
/// (one row less in each cell in turn, which for independent rows is the jackknife over rows), or the jackknife over named units.
namespace metrics {

enum class ClassShare { precision, recall, f1 };
enum class Average {
    macro,     ///< every class that occurs counts the same
    weighted,  ///< by its rows
};

/// An average over classes. A class in which the share is 0 / 0, or of fewer than five rows, is named, and nothing is decided:
/// `few_events`. Logit scale.
Estimate average_over_classes(const Split<ClassTable>& of, ClassShare share, Average average);

/// Gorodkin 2004, R_K: Matthews' correlation for K classes. Scale of atanh.
Estimate correlation_of_classes(const Split<ClassTable>& of);

/// Cohen's kappa; with weights a disagreement between the i-th and the j-th class counts |i - j|^power (0: all the same). Scale of atanh.
Estimate kappa_of_classes(const Split<ClassTable>& of, int power);

/// The share of rows in which label and prediction are the same.
Estimate share_of_right(const Split<ClassTable>& of);

}  // namespace metrics
