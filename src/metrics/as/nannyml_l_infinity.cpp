#include <algorithm>
#include <cmath>

#include "metrics/as/nannyml.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    double most = 0;
    for (std::size_t b = 0; b < sides.reference.size(); ++b) most = std::max(most, std::abs(sides.reference[b] / sides.reference_rows - sides.current[b] / sides.current_rows));
    return number(most, static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition nannyml_l_infinity{
    .id = "nannyml_l_infinity",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "l_infinity",
    .call = "l_infinity",
    .differs = "Every value is a cell, also each one that the reference lacks; missing ones are left out. NannyML offers it of "
               "categories only.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
