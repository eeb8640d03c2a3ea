#include "metrics/as/nannyml.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = nannyml_bins(reference, current);
    if (sides.empty()) return nothing(sides);
    return number(jensen_shannon_distance(sides.reference, sides.current, 2), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition nannyml_js_distance{
    .id = "nannyml_js_distance",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "js_distance",
    .call = "jensen_shannon",
    .differs = "Bins of equal width by Doane's rule over the reference, with one more for what lies outside its range; a bin for each "
               "category of the reference and one for all others; missing and infinite values left out.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
