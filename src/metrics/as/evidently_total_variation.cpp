#include <cmath>

#include "metrics/as/evidently.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) sum += std::abs(sides.reference[b] / sides.reference_rows - sides.current[b] / sides.current_rows);
    return number(0.5 * sum, static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition evidently_total_variation{
    .id = "evidently_total_variation",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "total_variation",
    .call = "ValueDrift(method=\"TVD\")",
    .differs = "Every value is a cell, missing ones are left out. Evidently shows only the p-value of 1,000 permutations drawn with "
               "numpy's generator, which is not reproduced; the value is the distance that it permutes.",
    .defect = "It sets the seed of the whole process's random numbers to 0.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
