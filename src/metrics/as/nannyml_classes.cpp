#include "metrics/as/nannyml_classes.h"

#include <algorithm>
#include <cmath>

namespace metrics::as {

namespace {

ExpectedClass expected_class(const ClassRows& rows, const std::vector<double>& shares, std::size_t k) {
    ExpectedClass of;
    for (std::size_t row = 0; row < rows.count(); ++row) {
        const double share = shares[row * rows.width() + k];
        const double weight = rows.weights[row];
        const bool decided = rows.decided[row] == k;
        (decided ? of.outcomes.true_positive : of.outcomes.false_negative) += weight * share;
        (decided ? of.outcomes.false_positive : of.outcomes.true_negative) += weight * (1 - share);
        of.rows.insert(of.rows.end(), static_cast<std::size_t>(weight), {rows.scores[row * rows.width() + k], share});
    }
    std::stable_sort(of.rows.begin(), of.rows.end(), [](const ExpectedRow& a, const ExpectedRow& b) { return a.score > b.score; });
    return of;
}

}  // namespace

Estimate nannyml_mean_over_classes(Reference<RowSample> reference, Current<RowSample> current, double (*formula)(const ExpectedClass& of)) {
    const ClassRows before = class_rows_of(reference.of);
    const ClassRows now = class_rows_of(current.of);
    if (now.count() == 0) return Estimate::absent(Reason::no_rows);
    if (before.count() == 0) return Estimate::absent(Reason::no_reference, "no row of the reference has a label and every score");
    const auto shares = class_shares(before, std::vector<bool>(before.count(), false), now);
    double sum = 0;
    for (std::size_t k = 0; k < now.width(); ++k) sum += formula(expected_class(now, shares, k));
    const double value = sum / static_cast<double>(now.width());
    if (!std::isfinite(value)) return Estimate::absent(Reason::one_class, "NannyML gives no number where a class is never expected");
    Estimate estimate = number(value, current.of.population);
    estimate.standing = Standing::estimated;
    return estimate;
}

}  // namespace metrics::as
