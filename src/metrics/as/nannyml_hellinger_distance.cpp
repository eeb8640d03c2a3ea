#include <cmath>

#include "metrics/as/nannyml.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = nannyml_bins(reference, current);
    if (sides.empty()) return nothing(sides);
    double sum = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) {
        const double moved = std::sqrt(sides.reference[b] / sides.reference_rows) - std::sqrt(sides.current[b] / sides.current_rows);
        sum += moved * moved;
    }
    return number(std::sqrt(sum) / std::sqrt(2.0), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition nannyml_hellinger_distance{
    .id = "nannyml_hellinger_distance",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "hellinger_distance",
    .call = "hellinger",
    .differs = "Bins as in its js_distance.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
