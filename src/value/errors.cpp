#include "value/errors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/mean.h"

namespace value {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t folds = Outcomes::folds;

/// Every row's fold: that of its unit, or what chance says; the same however often the rows are gone through.
template <class Each>
void visit_by_fold(const metrics::Runs& errors, std::uint64_t seed, const Each& each) {
    base::Random random(seed);
    errors.visit([&](const metrics::Run& run) {
        const double error = metrics::Runs::value_of(run.key), rows = metrics::weight_of(run.mass);
        if (errors.clustered()) return each(error, base::Random::mix(errors.keys[run.unit] ^ seed) % folds, static_cast<std::size_t>(run.unit), rows);
        for (double row = 0; row < rows; ++row) each(error, random.below(folds), std::size_t{0}, 1.0);
    });
}

/// Without each fold, and of all (last): the error at which the share of rows up to it reaches `share`.
std::array<double, folds + 1> quantiles(const metrics::Runs& errors, double share, std::uint64_t seed) {
    std::array<double, folds + 1> all{}, seen{}, at{};
    visit_by_fold(errors, seed, [&](double, std::size_t fold, std::size_t, double rows) {
        for (std::size_t k = 0; k <= folds; ++k) all[k] += k == fold ? 0 : rows;
    });
    visit_by_fold(errors, seed, [&](double error, std::size_t fold, std::size_t, double rows) {
        for (std::size_t k = 0; k <= folds; ++k) {
            if (k == fold) continue;
            if (seen[k] < share * all[k]) at[k] = error;
            seen[k] += rows;
        }
    });
    return at;
}

}  // namespace

charter::Worth as_outcomes(const charter::Worth& worth) {
    charter::Worth as;
    as.true_positive = worth.overestimate;
    as.false_positive = worth.underestimate;
    as.per_prediction = worth.per_prediction;
    return as;
}

Valued value_of_errors(const Errors& errors, const ErrorCosts& costs, const Stakes& stakes) {
    Valued valued;
    valued.quantities[true_positive] = errors.over.total.mean();
    valued.quantities[false_positive] = errors.under.total.mean();
    valued.quantities[prediction] = -1;
    valued.value = stakes.value(valued.quantities);
    valued.sampled = metrics::estimate_mean(errors.mixed, 0, infinity, metrics::Rows::unbounded);
    const double scale = costs.over + costs.under, each = stakes.means()[prediction];
    const auto turned = [scale, each](double loss) { return -scale * loss - each; };
    valued.sampled.value = valued.value;
    valued.sampled.replicates.clear();
    if (!valued.sampled.limits) return valued;
    valued.sampled.limits = [own = valued.sampled.limits, turned, value = valued.value](double tail) {
        const auto loss = own(tail);
        return metrics::Limits{std::min(value, turned(loss.high)), std::max(value, turned(loss.low))};
    };
    return valued;
}

Shift best_shift(const metrics::Runs& errors, const ErrorCosts& costs, std::uint64_t seed) {
    Shift shift;
    // Costs no longer fall where over P(error + shift > 0) = under P(error + shift < 0).
    const auto at = quantiles(errors, costs.over / (costs.over + costs.under), seed);
    shift.best = -at[folds];
    std::vector<double> sums(std::max<std::size_t>(1, errors.parts), 0), sizes(sums.size(), 0);
    double n = 0, first = 0, second = 0, third = 0;
    visit_by_fold(errors, seed, [&](double error, std::size_t fold, std::size_t part, double rows) {
        const double gain = costs.of(error) - costs.of(error - at[fold]);
        sums[part] += rows * gain;
        sizes[part] += rows;
        n += rows;
        first += rows * gain;
        second += rows * gain * gain;
        third += rows * gain * gain * gain;
    });
    metrics::Estimate& estimate = shift.gain;
    estimate.value = n > 0 ? first / n : 0;
    estimate.rows = static_cast<std::int64_t>(n);
    estimate.units_named = errors.clustered();
    estimate.units = errors.clustered() ? errors.units : estimate.rows;
    estimate.units_exact = errors.units_exact;
    if (errors.clustered()) {
        std::vector<metrics::Replicate> replicates;
        for (std::size_t part = 0; part < sums.size(); ++part) {
            if (sizes[part] > 0 && n > sizes[part]) replicates.push_back({part, (first - sums[part]) / (n - sizes[part]), sizes[part] / n});
        }
        metrics::jackknife(estimate, std::move(replicates), metrics::Transform::identity, -infinity, infinity);
        return shift;
    }
    const Powers powers{n, first, second, third};
    limit_mean(estimate, powers);
    return shift;
}

}  // namespace value
