#pragma once

#include <vector>

#include "metrics/as/definition.h"

namespace metrics::as {

/// A column without its missing and infinite values, on both sides: counts by bin or by value.
struct Sides {
    std::vector<double> reference, current;
    double reference_rows = 0, current_rows = 0;
    bool empty() const { return reference_rows == 0 || current_rows == 0; }
};

/// Counts of every category, or distinct value, that occurs on either side. Those of the reference come first.
Sides counts_by_value(Reference<Split<Histogram>> reference, Current<Split<Histogram>> current);
/// By ascending value.
Sides counts_by_value(Reference<Runs> reference, Current<Runs> current);

/// Where one side has no value.
Estimate nothing(double reference_rows);
inline Estimate nothing(const Sides& sides) { return nothing(sides.reference_rows); }

/// A number made of those counts, of runs or of a histogram.
template <Estimate (*of)(const Sides&), class S>
Estimate of_counts(Reference<S> reference, Current<S> current, const Setting&) {
    const Sides sides = counts_by_value(reference, current);
    return sides.empty() ? nothing(sides) : of(sides);
}

/// Counts out of the rows.
std::vector<double> shares(const std::vector<double>& counts, double rows);

}  // namespace metrics::as
