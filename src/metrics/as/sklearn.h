#pragma once

#include <string_view>

#include "metrics/as/definition.h"
#include "metrics/statistics/class_table.h"

/// Decisions and classes as scikit-learn counts them: 0 / 0 is 0, with a warning.
namespace metrics::as {

inline constexpr std::string_view sklearn_version = "1.9.1";
inline constexpr std::string_view sklearn_zero = "Where it is 0 / 0, scikit-learn gives 0 and a warning; ours is missing, with the reason.";
inline constexpr std::string_view sklearn_zero_of_class = "A class in which it is 0 / 0 counts as 0, with a warning; ours leaves it out, names it, and decides nothing.";

enum class SklearnShare { precision, recall, f1 };

/// precision_score, recall_score and fbeta_score(beta=...) of the positive class; f1 is fbeta with beta = 1.
Estimate sklearn_share(const Split<Confusion>& of, SklearnShare share);
Estimate sklearn_f_score(const Split<Confusion>& of, double beta);
/// The same with average="macro", or "weighted" by labels: over all classes that occur as label or prediction.
Estimate sklearn_average(const Split<ClassTable>& of, SklearnShare share, bool weighted);
/// matthews_corrcoef: 0 where every label, or every prediction, is the same.
Estimate sklearn_correlation(const Split<ClassTable>& of);

}  // namespace metrics::as
