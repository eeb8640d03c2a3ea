#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

namespace {

/// A step for every row, also among equal scores.
double average(const std::vector<ExpectedRow>& rows) {
    std::vector<double> positives{0};
    double sum = 0;
    for (const ExpectedRow& row : rows) positives.push_back(to_five_decimals(sum += row.probability));
    double all = 0;
    for (std::size_t i = 1; i < positives.size(); ++i) all += (positives[i] / positives.back() - positives[i - 1] / positives.back()) * positives[i] / static_cast<double>(i);
    return all;
}

}  // namespace

extern const Definition nannyml_average_precision{
    .id = "nannyml_average_precision",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "average_precision",
    .call = "CBPE(metrics=[\"average_precision\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "Equal scores are not one step but one for every row, in the order in which they happen to stand; sums are rounded to five decimals.",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return nannyml_expected(reference, current, average); },
};

}  // namespace metrics::as
