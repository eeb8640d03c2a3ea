#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

Estimate likelihood_ratio(const Sides& sides) {
    if (sides.reference_rows != sides.current_rows) return Estimate::absent(Reason::not_computed, "Evidently ends with an error: the samples are not of one size");
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) {
        if (sides.current[b] > 0) sum += 2 * sides.current[b] * std::log(sides.current[b] / sides.reference[b]);
    }
    const auto degrees = static_cast<double>(sides.reference.size()) - 1;
    if (degrees <= 0) return number(0, static_cast<std::int64_t>(sides.current_rows), 1.0);
    return number(sum, static_cast<std::int64_t>(sides.current_rows), chi_square_tail(sum, degrees));
}

}  // namespace

extern const Definition evidently_g{
    .id = "evidently_g",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "chi_square",
    .call = "ValueDrift(method=\"g_test\")",
    .differs = "Evidently shows only the p-value of the likelihood ratio of the current counts against the reference's as if these were known exactly; the value beside it is that statistic. Every value is a cell, missing ones are left out.",
    .defect = "The reference's counts are not scaled to the current rows, so that it ends with an error unless both samples have the same size.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_counts<likelihood_ratio, Runs>,
    .evaluate_text = of_counts<likelihood_ratio, Split<Histogram>>,
};

}  // namespace metrics::as
