#pragma once

#include "base/json.h"
#include "report/scorecard.h"

namespace operations {

/// A picture's numbers, by its kind, and what stands out in it, for the sentence beside it:
///
///   distributions   labels, reference (null: there is none), current: shares; `largest`: the label whose share moved most
///   reliability     points of score, rate and share of the rows; `largest`: the one furthest from the diagonal, of those with a hundredth of the rows
///   roc             points of false_positive_rate and true_positive_rate
base::json::object picture_json(const report::Figure& figure);

}  // namespace operations
