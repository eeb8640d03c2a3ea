#include "metrics/as/nannyml.h"

#include <numeric>

#include "metrics/as/numpy.h"

namespace metrics::as {

namespace {

/// A cell for what the reference's cells do not hold, where there is any.
Sides with_leftover(Sides sides, double current_rows) {
    const double inside = std::accumulate(sides.current.begin(), sides.current.end(), 0.0);
    sides.current_rows = current_rows;
    if (inside >= current_rows) return sides;
    sides.reference.push_back(0);
    sides.current.push_back(current_rows - inside);
    return sides;
}

}  // namespace

Sides nannyml_bins(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current) {
    const Sides all = counts_by_value(reference, current);
    Sides kept;
    for (std::size_t b = 0; b < all.reference.size(); ++b) {
        if (all.reference[b] == 0) continue;
        kept.reference.push_back(all.reference[b]);
        kept.current.push_back(all.current[b]);
    }
    kept.reference_rows = all.reference_rows;
    return with_leftover(std::move(kept), all.current_rows);
}

Sides nannyml_bins(Reference<Runs> reference, Current<Runs> current) {
    const Sample sample = sample_of(reference.of);
    if (sample.size == 0 || current.of.tally.rows == 0) return {{}, {}, sample.size, weight_of(current.of.tally.weight)};
    const auto edges = doane(sample);
    return with_leftover({counts(reference.of, edges), counts(current.of, edges), sample.size, 0}, weight_of(current.of.tally.weight));
}

}  // namespace metrics::as
