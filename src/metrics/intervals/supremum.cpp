#include "metrics/intervals/supremum.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/mover.h"

namespace metrics {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// Below it one minus the tail has too few digits left for the range's quantile.
constexpr double tail_min = 1e-9;
constexpr std::size_t names_shown_max = 10;

/// The groups of a comparison, prepared so that limits can be asked for again and again.
struct Comparison {
    std::vector<double> values;
    std::vector<std::function<Limits(double)>> limits;
    std::vector<std::vector<double>> deviations;  ///< from the mean over all units; empty: no named units
    bool some_unknown = false;

    std::size_t size() const { return values.size(); }

    /// How far the jackknives of two groups move together: groups that live through the same days do.
    double correlation(std::size_t i, std::size_t j) const {
        const auto& a = deviations[i];
        const auto& b = deviations[j];
        if (a.empty() || b.empty()) return 0;
        double product = 0;
        double square_a = 0;
        double square_b = 0;
        for (std::size_t g = 0; g < a.size(); ++g) {
            product += a[g] * b[g];
            square_a += a[g] * a[g];
            square_b += b[g] * b[g];
        }
        return square_a > 0 && square_b > 0 ? std::clamp(product / std::sqrt(square_a * square_b), -1.0, 1.0) : 0;
    }
};

bool known(const Estimate& estimate) { return estimate.value && estimate.reason == Reason::none; }

/// One place for each unit that any group has. A unit that a group lacks leaves the group's value as it is.
std::vector<std::vector<double>> deviations_of(const std::vector<const Estimate*>& estimates) {
    std::map<std::uint64_t, std::size_t> places;
    for (const Estimate* estimate : estimates) {
        for (const Replicate& replicate : estimate->replicates) places.emplace(replicate.unit, places.size());
    }
    std::vector<std::vector<double>> all;
    for (const Estimate* estimate : estimates) {
        auto& deviations = all.emplace_back();
        if (estimate->replicates.empty()) continue;
        deviations.assign(places.size(), *estimate->value);
        for (const Replicate& replicate : estimate->replicates) deviations[places.at(replicate.unit)] = replicate.value;
        double mean = 0;
        for (const double value : deviations) mean += value / static_cast<double>(deviations.size());
        for (double& value : deviations) value -= mean;
    }
    return all;
}

Comparison comparison_of(const std::vector<NamedEstimate>& groups) {
    Comparison comparison;
    std::vector<const Estimate*> estimates;
    for (const auto& group : groups) {
        if (!known(group.estimate)) {
            comparison.some_unknown = true;
            continue;
        }
        const double value = *group.estimate.value;
        estimates.push_back(&group.estimate);
        comparison.values.push_back(value);
        comparison.limits.push_back(group.estimate.limits ? group.estimate.limits : [value](double) { return Limits{value, value}; });
    }
    comparison.deviations = deviations_of(estimates);
    return comparison;
}

/// The tail at which each of two groups' limits must be taken for the luckiest pair of `count` groups to be wrong with
/// probability `tail`: the range of so many normals, over root two, as a normal quantile.
double tail_of_each(double tail, std::size_t count) {
    const auto pairs = static_cast<double>(count * (count - 1));
    if (count == 2) return tail / 2;  // the range of two is the absolute value of a difference
    if (tail < tail_min) return std::max(tail / pairs, std::numeric_limits<double>::min());
    return normal_cdf(-normal_range_quantile(1 - tail, static_cast<int>(count)) / std::numbers::sqrt2);
}

/// MOVER with correlation (Zou 2007): the half-width towards one side from the groups' own on that side and the opposite.
double half_width(double a, double b, double correlation) {
    if (std::isinf(a) || std::isinf(b)) return infinity;
    return std::sqrt(std::max(0.0, a * a + b * b - 2 * correlation * a * b));
}

Limits difference_of(const Comparison& groups, std::size_t i, std::size_t j, Limits of_i, Limits of_j) {
    const double a = groups.values[i];
    const double b = groups.values[j];
    const double correlation = groups.correlation(i, j);
    if (correlation == 0) return mover_difference(a, of_i, b, of_j);
    return {a - b - half_width(a - of_i.low, of_j.high - b, correlation), a - b + half_width(of_i.high - a, b - of_j.low, correlation)};
}

/// With correlation on the logarithm's scale, else Donner and Zou's.
Limits ratio_of(const Comparison& groups, std::size_t i, std::size_t j, Limits of_i, Limits of_j) {
    const double a = groups.values[i];
    const double b = groups.values[j];
    const double correlation = groups.correlation(i, j);
    if (correlation == 0 || a <= 0 || b <= 0) return mover_ratio(a, of_i, b, of_j);
    const double down = half_width(std::log(a / std::max(0.0, of_i.low)), std::log(of_j.high / b), correlation);
    const double up = half_width(std::log(of_i.high / a), std::log(b / std::max(0.0, of_j.low)), correlation);
    return {a / b * std::exp(-down), a / b * std::exp(up)};
}

std::vector<Limits> limits_at(const Comparison& groups, double tail) {
    std::vector<Limits> limits;
    limits.reserve(groups.size());
    for (const auto& each : groups.limits) limits.push_back(each(tail));
    return limits;
}

/// Calls `each` with the limits of every ordered pair at this tail.
template <class Pair, class Each>
void for_pairs(const Comparison& groups, double tail, Pair pair, Each each) {
    const std::vector<Limits> limits = limits_at(groups, tail);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (std::size_t j = 0; j < groups.size(); ++j) {
            if (i != j) each(pair(groups, i, j, limits[i], limits[j]));
        }
    }
}

std::string names_of_unknown(const std::vector<NamedEstimate>& groups) {
    std::string names;
    std::size_t count = 0;
    for (const auto& group : groups) {
        if (known(group.estimate)) continue;
        if (++count <= names_shown_max) names += (names.empty() ? "" : ", ") + group.name;
    }
    if (count == 0) return {};
    if (count > names_shown_max) names += " and " + std::to_string(count - names_shown_max) + " more";
    return "too small to be known: " + names;
}

/// All but the value and the limits.
Estimate summary_of(const std::vector<NamedEstimate>& groups) {
    Estimate estimate;
    std::int64_t most_units = 0;
    for (const auto& group : groups) {
        const Estimate& of = group.estimate;
        estimate.rows += of.rows;
        estimate.left_out += of.left_out;
        estimate.units_named = estimate.units_named || of.units_named;
        estimate.units_exact = estimate.units_exact && of.units_exact;
        estimate.units += of.units;
        most_units = std::max(most_units, of.units);
    }
    // Groups may share units: those of the largest are there for certain.
    if (estimate.units_named) estimate.units = most_units;
    estimate.method = estimate.units_named ? "largest of pairs, MOVER with the units' correlation" : "largest of pairs, MOVER";
    estimate.detail = names_of_unknown(groups);
    return estimate;
}

struct Values {
    double lowest = infinity, highest = -infinity;
    int count = 0;
};

Values values_of(const std::vector<NamedEstimate>& groups) {
    Values values;
    for (const auto& group : groups) {
        if (!group.estimate.value) continue;
        values.lowest = std::min(values.lowest, *group.estimate.value);
        values.highest = std::max(values.highest, *group.estimate.value);
        ++values.count;
    }
    return values;
}

}  // namespace

Estimate largest_difference(const std::vector<NamedEstimate>& groups, double widest) {
    Estimate estimate = summary_of(groups);
    const Values values = values_of(groups);
    if (values.count < 2) {
        estimate.reason = Reason::one_group;
        return estimate;
    }
    estimate.value = values.highest - values.lowest;
    const Comparison comparison = comparison_of(groups);
    if (comparison.size() < 2) {
        estimate.reason = Reason::small_groups;
        estimate.limits = [widest](double) { return Limits{0, widest}; };
        return estimate;
    }
    estimate.limits = [comparison, widest, value = *estimate.value](double tail) {
        double low = 0;
        for_pairs(comparison, tail_of_each(tail, comparison.size()), difference_of, [&](Limits pair) { low = std::max(low, pair.low); });
        double high = comparison.some_unknown ? widest : value;
        for_pairs(comparison, tail, difference_of, [&](Limits pair) { high = std::max(high, std::min(pair.high, widest)); });
        return Limits{std::min(low, value), high};
    };
    return estimate;
}

Estimate smallest_ratio(const std::vector<NamedEstimate>& groups) {
    Estimate estimate = summary_of(groups);
    const Values values = values_of(groups);
    if (values.count < 2) {
        estimate.reason = Reason::one_group;
        return estimate;
    }
    ASSERT(values.lowest >= 0);
    if (values.highest <= 0) {
        estimate.reason = Reason::no_denominator;
        return estimate;
    }
    estimate.value = values.lowest / values.highest;
    const Comparison comparison = comparison_of(groups);
    if (comparison.size() < 2) {
        estimate.reason = Reason::small_groups;
        estimate.limits = [](double) { return Limits{0, 1}; };
        return estimate;
    }
    estimate.limits = [comparison, value = *estimate.value](double tail) {
        double high = 1;
        for_pairs(comparison, tail_of_each(tail, comparison.size()), ratio_of, [&](Limits pair) { high = std::min(high, pair.high); });
        double low = comparison.some_unknown ? 0 : value;
        for_pairs(comparison, tail, ratio_of, [&](Limits pair) { low = std::min(low, pair.low); });
        return Limits{low, std::max(high, value)};
    };
    return estimate;
}

Estimate difference_between(const NamedEstimate& a, const NamedEstimate& b, double widest) {
    const std::vector<NamedEstimate> both{a, b};
    Estimate estimate = summary_of(both);
    estimate.method = estimate.units_named ? "MOVER with the units' correlation" : "MOVER";
    for (const auto& side : both) {
        if (side.estimate.value) continue;
        estimate.reason = side.estimate.reason;
        return estimate;
    }
    estimate.value = *a.estimate.value - *b.estimate.value;
    const Comparison comparison = comparison_of(both);
    if (comparison.size() < 2) {
        estimate.reason = Reason::small_groups;
        estimate.limits = [widest](double) { return Limits{-widest, widest}; };
        return estimate;
    }
    estimate.limits = [comparison, widest](double tail) {
        const std::vector<Limits> limits = limits_at(comparison, tail);
        const Limits pair = difference_of(comparison, 0, 1, limits[0], limits[1]);
        return Limits{std::max(pair.low, -widest), std::min(pair.high, widest)};
    };
    return estimate;
}

namespace {

/// A known group against the rest, and what its difference from the rest has to be multiplied by to be that from all rows.
struct FromOverall {
    Comparison pair;  ///< group and rest
    double factor = 0;
    double value = 0;

    Limits limits(double tail) const {
        const std::vector<Limits> both = limits_at(pair, tail);
        const Limits difference = difference_of(pair, 0, 1, both[0], both[1]);
        return {factor * difference.low, factor * difference.high};
    }
};

FromOverall from_overall(const Beside& beside) {
    FromOverall from;
    from.pair = comparison_of({beside.group, {"", beside.rest}});
    from.value = *beside.group.estimate.value - *beside.overall.value;
    const double from_rest = *beside.group.estimate.value - *beside.rest.value;
    const double share = 1 - static_cast<double>(beside.group.estimate.rows) / static_cast<double>(std::max<std::int64_t>(1, beside.overall.rows));
    // Exact for a mean; a metric that is none tells by its values, where they lie apart as a mean's would.
    const double told = from_rest != 0 ? from.value / from_rest : share;
    from.factor = told >= 0 && told <= 1 ? told : share;
    return from;
}

}  // namespace

Estimate largest_from_overall(const std::vector<Beside>& groups, double widest) {
    std::vector<NamedEstimate> named;
    for (const Beside& beside : groups) named.push_back(beside.group);
    Estimate estimate = summary_of(named);
    estimate.method = estimate.units_named ? "largest from the rest, MOVER with the units' correlation" : "largest from the rest, MOVER";
    std::vector<FromOverall> all;
    bool some_unknown = false;
    double value = -infinity;
    for (const Beside& beside : groups) {
        if (beside.group.estimate.value && beside.overall.value) value = std::max(value, std::abs(*beside.group.estimate.value - *beside.overall.value));
        const bool usable = known(beside.group.estimate) && known(beside.rest) && beside.overall.value;
        if (usable) all.push_back(from_overall(beside));
        else some_unknown = true;
    }
    if (values_of(named).count < 2 || value < 0) {
        estimate.reason = Reason::one_group;
        return estimate;
    }
    estimate.value = value;
    if (all.empty()) {
        estimate.reason = Reason::small_groups;
        estimate.limits = [widest](double) { return Limits{0, widest}; };
        return estimate;
    }
    estimate.limits = [all, some_unknown, widest, value](double tail) {
        const double each = std::max(tail / (2 * static_cast<double>(all.size())), std::numeric_limits<double>::min());
        double low = 0;
        double high = some_unknown ? widest : value;
        for (const FromOverall& from : all) {
            const Limits narrow = from.limits(each);
            low = std::max({low, narrow.low, -narrow.high});
            const Limits limits = from.limits(tail);
            high = std::max(high, std::min(widest, std::max(limits.high, -limits.low)));
        }
        return Limits{std::min(low, value), high};
    };
    return estimate;
}

Estimate worst_group(const std::vector<NamedEstimate>& groups, Worst worst, double lowest, double highest) {
    Estimate estimate = summary_of(groups);
    estimate.method = "worst of the groups' own limits";
    const Values values = values_of(groups);
    if (values.count == 0) {
        estimate.reason = groups.empty() ? Reason::no_rows : groups.front().estimate.reason;
        return estimate;
    }
    const bool low_is_worst = worst == Worst::lowest;
    estimate.value = low_is_worst ? values.lowest : values.highest;
    for (const auto& group : groups) {
        if (group.estimate.value != estimate.value) continue;
        estimate.detail = "worst: " + group.name + (estimate.detail.empty() ? "" : "; " + estimate.detail);
        break;
    }
    const Comparison comparison = comparison_of(groups);
    if (comparison.size() == 0) {
        estimate.reason = Reason::small_groups;
        estimate.limits = [lowest, highest](double) { return Limits{lowest, highest}; };
        return estimate;
    }
    estimate.limits = [comparison, low_is_worst, lowest, highest, value = *estimate.value](double tail) {
        const double each = std::max(tail / static_cast<double>(comparison.size()), std::numeric_limits<double>::min());
        Limits limits{comparison.some_unknown && low_is_worst ? lowest : value, comparison.some_unknown && !low_is_worst ? highest : value};
        double inner = low_is_worst ? highest : lowest;
        for (const auto& of : comparison.limits) {
            if (low_is_worst) {
                limits.low = std::min(limits.low, of(tail).low);
                inner = std::min(inner, of(each).high);
            } else {
                limits.high = std::max(limits.high, of(tail).high);
                inner = std::max(inner, of(each).low);
            }
        }
        // A group that is not known can be the worst one: then only the limit towards worse says anything.
        if (low_is_worst) limits.high = std::max(value, inner);
        else limits.low = std::min(value, inner);
        return limits;
    };
    return estimate;
}

std::vector<NamedEstimate> by_group(const Metric& metric, std::span<const Group> groups, const Setting& setting) {
    using OfConfusion = Estimate (*)(const Split<Confusion>&, const Setting&);
    ASSERT(std::holds_alternative<OfConfusion>(metric.evaluate));
    std::vector<NamedEstimate> estimates;
    estimates.reserve(groups.size());
    for (const Group& group : groups) estimates.push_back({group.name, std::get<OfConfusion>(metric.evaluate)(group.of, setting)});
    return estimates;
}

}  // namespace metrics
