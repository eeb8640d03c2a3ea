#include <algorithm>
#include <cmath>

#include "metrics/as/evidently.h"
#include "metrics/as/numpy.h"

namespace metrics::as {

namespace {

Estimate distance(double overlap, double rows) { return number(std::sqrt(1 - std::clamp(overlap, 0.0, 1.0)), static_cast<std::int64_t>(rows)); }

Estimate of_texts(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    double overlap = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) overlap += std::sqrt(sides.reference[b] / sides.reference_rows * (sides.current[b] / sides.current_rows));
    return distance(overlap, sides.current_rows);
}

/// Densities over Sturges' bins of the distinct values, each times the common width.
Estimate of_numbers(Reference<Runs> reference, Current<Runs> current, const Setting& setting) {
    Sample values = distinct_of(reference.of, current.of);
    if (reference.of.tally.rows == 0 || current.of.tally.rows == 0) return nothing(weight_of(reference.of.tally.weight));
    values.whole = setting.whole_numbers && reference.of.left_out == 0 && current.of.left_out == 0;
    const auto edges = sturges(values);
    const auto r = counts(reference.of, edges);
    const auto c = counts(current.of, edges);
    const double n = weight_of(reference.of.tally.weight);
    const double m = weight_of(current.of.tally.weight);
    const double width = (edges.back() - edges.front()) / static_cast<double>(r.size());
    double overlap = 0;
    for (std::size_t b = 0; b < r.size(); ++b) {
        const double own = edges[b + 1] - edges[b];
        overlap += std::sqrt(r[b] / own / n * (c[b] / own / m)) * width;
    }
    return distance(overlap, m);
}

}  // namespace

extern const Definition evidently_hellinger_distance{
    .id = "evidently_hellinger_distance",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "hellinger_distance",
    .call = "ValueDrift(method=\"hellinger\")",
    .differs = "Bins of equal width by Sturges' rule over the distinct values of both samples together, each counted once; "
               "missing and infinite values left out.",
    .defect = "The number of bins follows the number of different values, not the number of rows, and the columns handed over lose "
              "their missing values.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = of_numbers,
    .evaluate_text = of_texts,
};

}  // namespace metrics::as
