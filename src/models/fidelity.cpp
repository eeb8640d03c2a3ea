#include "models/fidelity.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "base/assert.h"
#include "base/exact_sum.h"
#include "base/random.h"
#include "models/contributions.h"

namespace models {

namespace {

constexpr std::size_t groups_max = 40;

/// What R2 is made of, for all rows or a group of units. Scores are taken about their common mean, so that nothing cancels.
struct Parts {
    double weight = 0, sum = 0, squares = 0, differences = 0;

    Parts without(const Parts& other) const { return {weight - other.weight, sum - other.sum, squares - other.squares, differences - other.differences}; }
    /// log(1 - R2).
    double unexplained() const {
        constexpr double least = 1e-300;  // a perfect stand-in has no logarithm
        return std::log(std::max(differences, least)) - std::log(std::max(squares - sum * sum / weight, least));
    }
};

std::size_t distinct(std::vector<std::uint64_t> units) {
    std::sort(units.begin(), units.end());
    return static_cast<std::size_t>(std::unique(units.begin(), units.end()) - units.begin());
}

double mean_of(const Judged& judged) {
    base::ExactSum sum, weight;
    for (std::size_t row = 0; row < judged.model.size(); ++row) {
        sum.add(judged.weights[row] * judged.model[row]);
        weight.add(judged.weights[row]);
    }
    return sum.value() / weight.value();
}

/// Groups are units themselves where there are few: a group must not be empty by an accident of hashing.
std::vector<std::size_t> groups_of(const Judged& judged, std::size_t groups) {
    std::vector<std::uint64_t> units = judged.units;
    for (auto& unit : units) unit = base::Random::mix(unit ^ 0xF1DE117ull);
    std::vector<std::uint64_t> ordered = units;
    std::sort(ordered.begin(), ordered.end());
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    std::vector<std::size_t> group;
    for (const auto unit : units) group.push_back(static_cast<std::size_t>(std::lower_bound(ordered.begin(), ordered.end(), unit) - ordered.begin()) % groups);
    return group;
}

std::vector<Parts> parts_of(const Judged& judged, std::size_t groups) {
    struct Sums {
        base::ExactSum weight, sum, squares, differences;
    };
    std::vector<Sums> sums(groups);
    const double mean = mean_of(judged);
    const auto group = groups_of(judged, groups);
    for (std::size_t row = 0; row < judged.model.size(); ++row) {
        const double off = judged.model[row] - mean;
        const double miss = judged.model[row] - judged.stand_in[row];
        Sums& own = sums[group[row]];
        own.weight.add(judged.weights[row]);
        own.sum.add(judged.weights[row] * off);
        own.squares.add(judged.weights[row] * off * off);
        own.differences.add(judged.weights[row] * miss * miss);
    }
    std::vector<Parts> parts;
    for (const Sums& own : sums) parts.push_back({own.weight.value(), own.sum.value(), own.squares.value(), own.differences.value()});
    return parts;
}

Parts all_of(const std::vector<Parts>& parts) {
    Parts all;
    for (const Parts& one : parts) all = {all.weight + one.weight, all.sum + one.sum, all.squares + one.squares, all.differences + one.differences};
    return all;
}

/// Standard error by leaving out one group after the other.
double jackknife(const std::vector<Parts>& parts, const Parts& all) {
    std::vector<double> without;
    for (const Parts& one : parts) without.push_back(all.without(one).unexplained());
    const double count = static_cast<double>(without.size());
    const double mean = std::accumulate(without.begin(), without.end(), 0.0) / count;
    double squares = 0;
    for (const double one : without) squares += (one - mean) * (one - mean);
    return std::sqrt((count - 1) / count * squares);
}

double agreement_of(const Judged& judged, double threshold) {
    base::ExactSum same, all;
    for (std::size_t row = 0; row < judged.model.size(); ++row) {
        all.add(judged.weights[row]);
        if ((judged.model[row] >= threshold) == (judged.stand_in[row] >= threshold)) same.add(judged.weights[row]);
    }
    return same.value() / all.value();
}

}  // namespace

std::optional<Fidelity> fidelity(const Judged& judged) {
    ASSERT(judged.model.size() == judged.stand_in.size());
    ASSERT(judged.model.size() == judged.weights.size());
    ASSERT(judged.model.size() == judged.units.size());
    const std::size_t units = distinct(judged.units);
    if (units < fidelity_units_min) return std::nullopt;
    const auto [least, greatest] = std::minmax_element(judged.model.begin(), judged.model.end());
    if (*least == *greatest) return std::nullopt;
    const std::size_t groups = std::min(units, groups_max);
    const auto parts = parts_of(judged, groups);
    const Parts all = all_of(parts);
    const boost::math::students_t student(static_cast<double>(groups - 1));
    const double reach = boost::math::quantile(student, 0.975) * jackknife(parts, all);
    Fidelity result;
    result.r2 = 1 - std::exp(all.unexplained());
    result.r2_low = 1 - std::exp(all.unexplained() + reach);
    result.r2_high = 1 - std::exp(all.unexplained() - reach);
    result.rank_correlation = rank_correlation(judged.model, judged.stand_in, judged.weights);
    if (judged.threshold) result.agreement = agreement_of(judged, *judged.threshold);
    result.typical_difference = std::sqrt(std::max(0.0, all.differences) / all.weight);
    result.units = static_cast<std::int64_t>(units);
    return result;
}

}  // namespace models
