#include "metrics/as/nannyml_cbpe.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/ties.h"
#include "metrics/statistics/isotonic.h"

namespace metrics::as {

namespace {

std::optional<Estimate> obstacle(const Runs& reference, const Runs& current) {
    if (current.tally.rows == 0) return Estimate::absent(Reason::no_rows);
    if (reference.tally.rows == 0) return Estimate::absent(Reason::no_reference, "no row of the reference has a label and a score");
    return std::nullopt;
}

std::vector<ExpectedRow> rows_of(const Runs& reference, const Runs& current) {
    Isotonic calibration;
    visit_ties(reference, [&](const Tie& tie) { calibration.add(Runs::value_of(tie.runs.front().key), tie.positive, tie.negative); });
    std::vector<ExpectedRow> rows;
    current.visit([&](const Run& run) {
        const double score = Runs::value_of(run.key);
        rows.insert(rows.end(), static_cast<std::size_t>(run.mass / mass_one), {score, calibration.at(score)});
    });
    std::reverse(rows.begin(), rows.end());
    return rows;
}

}  // namespace

double nannyml_area(const std::vector<ExpectedRow>& rows) {
    std::vector<double> positives{0}, negatives{0};
    double sum = 0;
    for (const ExpectedRow& row : rows) {
        sum += row.probability;
        negatives.push_back(to_five_decimals(static_cast<double>(positives.size()) - sum));
        positives.push_back(to_five_decimals(sum));
    }
    double all = 0;
    for (std::size_t i = 1; i < positives.size(); ++i) {
        all += (negatives[i] / negatives.back() - negatives[i - 1] / negatives.back()) * (positives[i] / positives.back() + positives[i - 1] / positives.back()) / 2;
    }
    return all;
}

double to_five_decimals(double value) { return std::nearbyint(value * 1e5) / 1e5; }

Estimate nannyml_expected(Reference<Runs> reference, Current<Runs> current, double (*formula)(const std::vector<ExpectedRow>& rows)) {
    if (auto absent = obstacle(reference.of, current.of)) return *absent;
    const double value = formula(rows_of(reference.of, current.of));
    if (!std::isfinite(value)) return Estimate::absent(Reason::one_class, "NannyML gives no number where only one outcome is expected");
    Estimate estimate = number(value, current.of.tally.rows);
    estimate.standing = Standing::estimated;
    return estimate;
}

Estimate nannyml_expected(Reference<Runs> reference, Current<Runs> current, const Setting& setting, double (*formula)(const ExpectedOutcomes& outcomes)) {
    if (auto absent = obstacle(reference.of, current.of)) return *absent;
    const double threshold = setting.number("threshold");
    ExpectedOutcomes outcomes;
    for (const ExpectedRow& row : rows_of(reference.of, current.of)) {
        (row.score >= threshold ? outcomes.true_positive : outcomes.false_negative) += row.probability;
        (row.score >= threshold ? outcomes.false_positive : outcomes.true_negative) += 1 - row.probability;
    }
    Estimate estimate = number(formula(outcomes), current.of.tally.rows);
    estimate.standing = Standing::estimated;
    return estimate;
}

}  // namespace metrics::as
