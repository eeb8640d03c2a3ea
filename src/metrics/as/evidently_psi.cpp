#include <cmath>

#include "metrics/as/evidently.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting& setting) {
    const Sides sides = evidently_bins(reference, current, setting);
    if (sides.empty()) return nothing(sides);
    const auto r = filled(shares(sides.reference, sides.reference_rows));
    const auto c = filled(shares(sides.current, sides.current_rows));
    double sum = 0;
    for (std::size_t b = 0; b < r.size(); ++b) sum += (r[b] - c[b]) * std::log(r[b] / c[b]);
    return number(sum, static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition evidently_psi{
    .id = "evidently_psi",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "psi",
    .call = "ValueDrift(method=\"psi\")",
    .differs = "Bins of equal width by Sturges' rule over both samples together, so they change with the current data; values by "
               "themselves where the reference has at most 20; missing and infinite values left out; an empty bin has a share of "
               "0.0001, or of a millionth of the smallest one.",
    .defect = "The argument n_bins is ignored, and shares with filled bins add up to more than one.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
