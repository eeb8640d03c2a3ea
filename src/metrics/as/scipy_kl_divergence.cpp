#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    return number(entropy(sides.reference, sides.current), static_cast<std::int64_t>(sides.current_rows));
}

}  // namespace

extern const Definition scipy_kl_divergence{
    .id = "scipy_kl_divergence",
    .peer = "scipy",
    .version = scipy_version,
    .metric = "kl_divergence",
    .call = "scipy.stats.entropy(reference counts, current counts)",
    .differs = "Every value is a cell and empty cells stay empty: infinite where the current sample lacks a value; missing ones are left out.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
