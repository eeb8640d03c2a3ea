#pragma once

#include "metrics/estimate.h"
#include "metrics/statistics/class_runs.h"

namespace metrics {

/// How the areas of the classes are averaged.
enum class ClassWeight {
    equal,
    by_rows,  ///< of each class
};

/// The area under the ROC curve of each class against the rest, averaged. The areas are of the same rows, so that they move
/// together in a way that they do not show by themselves: the limits are those of areas that move together as one, which are
/// never too narrow. Where units are named, the jackknife of the average itself.
///
/// A class without rows, or with all of them, has no area: it is left out and named, and the number must not decide
/// (`few_events`), as where a class has fewer than five rows.
Estimate average_area(const ClassRuns& of, ClassWeight weight);

}  // namespace metrics
