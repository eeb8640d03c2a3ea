#include "metrics/as/evidently.h"
#include "metrics/as/scipy.h"

namespace metrics::as {

namespace {

template <class S>
Estimate evaluate(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    if (sides.empty()) return nothing(sides);
    return goodness_of_fit(sides);
}

}  // namespace

extern const Definition evidently_chi_square{
    .id = "evidently_chi_square",
    .peer = "evidently",
    .version = evidently_version,
    .metric = "chi_square",
    .call = "ValueDrift(method=\"chisquare\")",
    .differs = "Evidently shows only the p-value, of the current counts against the reference's shares as if these were known "
               "exactly; the value beside it is that statistic. Every value is a cell, missing ones are left out.",
    .defect = "The reference's own chance is ignored: with samples of the same size unchanged data are called drifted far more "
              "often than the level says; one value unseen in the reference makes the statistic infinite and p zero.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = evaluate<Runs>,
    .evaluate_text = evaluate<Split<Histogram>>,
};

}  // namespace metrics::as
