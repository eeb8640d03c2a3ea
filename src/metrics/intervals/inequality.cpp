#include "metrics/intervals/inequality.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Benefit b over its mean, as the index weighs it.
double term(double b, double mean, double alpha) {
    const double relative = b / mean;
    if (alpha == 1) return relative > 0 ? relative * std::log(relative) : 0;
    return (std::pow(relative, alpha) - 1) / (alpha * (alpha - 1));
}

/// Of a share of errors, and of false positives among them.
double index_at(double errors, double favoured, double alpha) {
    const double mean = 1 + errors * (2 * favoured - 1);
    if (mean <= 0) return infinity;
    const double index = errors * (1 - favoured) * term(0, mean, alpha) + (1 - errors) * term(1, mean, alpha) + errors * favoured * term(2, mean, alpha);
    return std::max(0.0, index);
}

struct Errors {
    double rows = 0, wrong = 0, favoured = 0;  ///< effective numbers

    explicit Errors(const Confusion& of) {
        const double weight = weight_of(of.labelled.weight);
        const double ratio = weight > 0 ? of.labelled.effective() / weight : 0;
        rows = weight * ratio;
        favoured = of.fp() * ratio;
        wrong = favoured + of.fn() * ratio;
    }
    double share() const { return rows > 0 ? wrong / rows : 0; }
    double favoured_share() const { return wrong > 0 ? favoured / wrong : 0.5; }
    double index(double alpha) const { return index_at(share(), favoured_share(), alpha); }
};

/// The lowest and highest index with one of the two shares anywhere between its limits.
template <class At>
Limits range_of(Limits share, At at) {
    constexpr int steps = 8;  // the ends count most, but the index need not go one way between them
    Limits range{infinity, -infinity};
    for (int i = 0; i <= steps; ++i) {
        const double index = at(share.low + (share.high - share.low) * i / steps);
        range.low = std::min(range.low, index);
        range.high = std::max(range.high, index);
    }
    return range;
}

Limits row_limits(const Errors& errors, double alpha, double tail) {
    const double value = errors.index(alpha);
    const Limits of_errors = range_of(share_limits(errors.wrong, errors.rows, tail), [&](double share) { return index_at(share, errors.favoured_share(), alpha); });
    const Limits unknown{0, 1};
    const Limits of_favoured = range_of(errors.wrong > 0 ? share_limits(errors.favoured, errors.wrong, tail) : unknown, [&](double favoured) { return index_at(errors.share(), favoured, alpha); });
    Limits limits{value - std::hypot(value - of_errors.low, value - of_favoured.low), value + std::hypot(of_errors.high - value, of_favoured.high - value)};
    if (errors.wrong > 0) return {std::max(0.0, limits.low), limits.high};
    // No error was seen: whom one would hit is not known either.
    const double most = share_limits(0, errors.rows, tail).high;
    return {0, std::max(index_at(most, 0, alpha), index_at(most, 1, alpha))};
}

}  // namespace

Estimate estimate_inequality(const Split<Confusion>& of, double alpha) {
    if (of.total.all.rows == 0) return Estimate::absent(Reason::no_rows);
    if (of.total.labelled.weight == 0) return Estimate::absent(Reason::no_labels);
    const Errors errors(of.total);
    const double value = errors.index(alpha);
    if (!std::isfinite(value)) return Estimate::absent(Reason::no_denominator, "nobody is favoured and nobody is treated rightly");
    Estimate estimate;
    estimate.value = value;
    estimate.rows = of.total.labelled.rows;
    estimate.left_out = of.total.all.rows - of.total.labelled.rows;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    if (!of.clustered()) {
        estimate.method = "MOVER over the shares of errors and of favours";
        estimate.limits = [errors, alpha](double tail) { return row_limits(errors, alpha, tail); };
        return estimate;
    }
    std::vector<Replicate> replicates;
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const Errors rest(of.without(i));
        const double index = rest.rows > 0 ? rest.index(alpha) : value;
        replicates.push_back({of.keys[i], std::isfinite(index) ? index : value, weight_of(of.parts[i].labelled.weight) / weight_of(of.total.labelled.weight)});
    }
    jackknife(estimate, std::move(replicates), value > 0 ? Transform::log : Transform::identity, 0, infinity);
    return estimate;
}

}  // namespace metrics
