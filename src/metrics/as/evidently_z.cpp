#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/intervals/distributions.h"

namespace metrics::as {

namespace {

/// `first`: the cell of the smallest value.
Estimate test(const Sides& sides, std::size_t first) {
    if (sides.empty()) return nothing(sides);
    const double n = sides.reference_rows;
    const double m = sides.current_rows;
    if (sides.reference.size() == 1) return number(0, static_cast<std::int64_t>(m), 1.0);
    const double p = (n - sides.reference[first]) / n;
    const double q = (m - sides.current[first]) / m;
    const double both = (p * n + q * m) / (n + m);
    const double z = (p - q) / std::sqrt(both * (1 - both) * (1 / n + 1 / m));
    return number(z, static_cast<std::int64_t>(m), 2 * (1 - normal_cdf(std::abs(z))));
}

Estimate of_texts(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting&) {
    const auto& before = reference.of.total.categories;
    const auto& now = current.of.total.categories;
    // Cells are the reference's categories in order, then those that only the current sample has.
    const bool unseen_is_first = !now.empty() && (before.empty() || now.begin()->first < before.begin()->first);
    return test(counts_by_value(reference, current), unseen_is_first ? before.size() : 0);
}

}  // namespace

extern const Definition evidently_z{
    .id = "evidently_z",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "chi_square",
    .call = "ValueDrift(method=\"z\")",
    .differs = "Evidently shows only the p-value of the z test of two shares: of the rows that do not have the smallest value. The "
               "value beside it is z; of two values z squared is our statistic without missing ones.",
    .defect = "With more than two values only the smallest one is looked at.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) { return test(counts_by_value(reference, current), 0); },
    .evaluate_text = of_texts,
};

}  // namespace metrics::as
