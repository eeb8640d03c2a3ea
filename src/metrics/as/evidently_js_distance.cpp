#include <numbers>

#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting& setting) {
    const Sides sides = evidently_bins(reference, current, setting);
    if (sides.empty()) return nothing(sides);
    return number(jensen_shannon_distance(sides.reference, sides.current, std::numbers::e), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition evidently_js_distance{
    .id = "evidently_js_distance",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "js_distance",
    .call = "ValueDrift(method=\"jensenshannon\")",
    .differs = "In nats, so it goes up to 0.8326 and not to 1; bins as in its psi, empty ones kept empty.",
    .defect = "The argument n_bins is ignored.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
