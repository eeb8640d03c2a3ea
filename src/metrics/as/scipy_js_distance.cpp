#include <numbers>

#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    return number(jensen_shannon_distance(sides.reference, sides.current, std::numbers::e), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition scipy_js_distance{
    .id = "scipy_js_distance",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "js_distance",
    .call = "scipy.spatial.distance.jensenshannon(reference counts, current counts)",
    .differs = "In nats, so it goes up to 0.8326 and not to 1; every value is a cell, missing ones are left out.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
