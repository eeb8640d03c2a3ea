#include "metrics/as/nannyml_cbpe.h"

namespace metrics::as {

namespace {

/// Both sums rounded to five decimals after every row, then trapezoids.
double area(const std::vector<ExpectedRow>& rows) {
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

}  // namespace

extern const Definition nannyml_roc_auc{
    .id = "nannyml_roc_auc",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "roc_auc",
    .call = "CBPE(metrics=[\"roc_auc\"])",
    .differs = nannyml_cbpe_differs,
    .defect = "Sums are rounded to five decimals, so a rare outcome loses digits.",
    .needs = {.kind = Kind::score_runs, .reference = true},
    .estimated = true,
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return nannyml_expected(reference, current, area); },
};

}  // namespace metrics::as
