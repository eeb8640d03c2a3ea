#pragma once

#include <vector>

#include "metrics/as/definition.h"
#include "metrics/as/nannyml.h"

/// What NannyML's confidence-based performance estimation has in common: rows in descending order of their scores, each
/// with its calibrated probability. Current labels are not looked at.
namespace metrics::as {

struct ExpectedRow {
    double score = 0;
    double probability = 0;
};

/// Sums over rows on either side of the threshold.
struct ExpectedOutcomes {
    double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;
};

inline constexpr std::string_view nannyml_cbpe_differs =
    "No interval. Scores are always calibrated here; NannyML leaves them as they are where ten random splits of the reference show no gain, which depends on the order of its rows.";

/// `formula` of the rows, or why there is no number.
Estimate nannyml_expected(Reference<Runs> reference, Current<Runs> current, double (*formula)(const std::vector<ExpectedRow>& rows));
Estimate nannyml_expected(Reference<Runs> reference, Current<Runs> current, const Setting& setting, double (*formula)(const ExpectedOutcomes& outcomes));

/// 0 / 0 is 0 there.
inline double nannyml_ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }
/// Both sums rounded to five decimals after every row, then trapezoids.
double nannyml_area(const std::vector<ExpectedRow>& rows);
/// To five decimals, halves to the even one, as NumPy rounds.
double to_five_decimals(double value);

}  // namespace metrics::as
