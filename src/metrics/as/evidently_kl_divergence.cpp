#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting& setting) {
    const Sides sides = evidently_bins(reference, current, setting);
    if (sides.empty()) return nothing(sides);
    const double value = entropy(filled(shares(sides.reference, sides.reference_rows)), filled(shares(sides.current, sides.current_rows)));
    return number(value, static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition evidently_kl_divergence{
    .id = "evidently_kl_divergence",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "kl_divergence",
    .call = "ValueDrift(method=\"kl_div\")",
    .differs = "Bins and empty bins as in its psi, then shares made to add up to one; in nats, from the reference's side.",
    .defect = "The argument n_bins is ignored.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
