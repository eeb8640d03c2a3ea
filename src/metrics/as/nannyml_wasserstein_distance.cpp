#include <cmath>

#include "metrics/as/nannyml.h"
#include "metrics/as/numpy.h"
#include "metrics/as/scipy.h"
#include "metrics/statistics/side_by_side.h"

namespace metrics::as {

namespace {

/// A sum over the values beyond one end of the reference, the end itself joined to them as if it were one more.
struct Tail {
    double rows = 0;
    double area = 0;  ///< under their own distribution function, or above it
};

/// `before`: of values in ascending order, the share below the step that ends at the next value.
Tail below(const Runs& current, double end) {
    Tail tail;
    current.visit([&](const Run& run) { tail.rows += Runs::value_of(run.key) < end ? weight_of(run.mass) : 0; });
    double seen = 0;
    double previous = 0;
    const auto step_to = [&](double value) { tail.area += seen / (tail.rows + 1) * (value - previous); };
    current.visit([&](const Run& run) {
        const double value = Runs::value_of(run.key);
        if (value >= end) return;
        if (seen > 0) step_to(value);
        previous = value;
        seen += weight_of(run.mass);
    });
    if (seen > 0) step_to(end);
    return tail;
}

Tail above(const Runs& current, double end) {
    Tail tail;
    current.visit([&](const Run& run) { tail.rows += Runs::value_of(run.key) > end ? weight_of(run.mass) : 0; });
    double seen = 1;
    double previous = end;
    current.visit([&](const Run& run) {
        const double value = Runs::value_of(run.key);
        if (value <= end) return;
        tail.area += (1 - seen / (tail.rows + 1)) * (value - previous);
        previous = value;
        seen += weight_of(run.mass);
    });
    return tail;
}

double estimated(const Runs& reference, const Runs& current) {
    const Sample sample = sample_of(reference);
    const auto edges = even_edges(sample.low, sample.high, nannyml_estimated_bins);
    const double width = edges[1] - edges[0];
    const double m = weight_of(current.tally.weight);
    const Tail left = below(current, edges.front());
    const Tail right = above(current, edges.back());
    // The ends count as observations, which they are not: that is the defect.
    const double left_share = left.rows > 0 ? (left.rows + 1) / m : 0;
    const double right_share = right.rows > 0 ? (right.rows + 1) / m : 0;
    const auto before = counts(reference, edges);
    const auto now = counts(current, edges);
    double f = 0;
    double g = left_share;
    double within = 0;
    for (std::size_t b = 0; b < before.size(); ++b) {
        f += before[b] / sample.size;
        g += now[b] / m;
        within += std::abs(f - g) * width;
    }
    return within + left.area * left_share + right.area * right_share;
}

}  // namespace

extern const Definition nannyml_wasserstein_distance{
    .id = "nannyml_wasserstein_distance",
    .peer = "nannyml",
    .version = nannyml_version,
    .metric = "wasserstein_distance",
    .call = "wasserstein",
    .differs = "With 10,000 reference rows and more the distribution functions are compared over 10,000 equal bins of the reference's "
               "range, and the current values beyond it apart; infinite values left out.",
    .defect = "There one observation too many is counted beyond each end, which the left end carries through the whole range; "
              "computation_params are not looked at.",
    .needs = {.kind = Kind::value_runs, .reference = true, .column = true},
    .evaluate = [](Reference<Runs> reference, Current<Runs> current, const Setting&) {
        if (auto absent = without_values(reference, current)) return *absent;
        const bool exact = reference.of.tally.rows <= nannyml_exact_rows_max;
        return number(exact ? areas(reference.of, current.of).absolute : estimated(reference.of, current.of), current.of.tally.rows);
    },
};

}  // namespace metrics::as
