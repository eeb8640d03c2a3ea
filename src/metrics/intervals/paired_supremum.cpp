#include "metrics/intervals/paired_supremum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"

namespace metrics {

namespace {

constexpr int draws = 2'000;
/// Beyond so many quantities of a model their pairs are too many to redraw.
constexpr std::size_t redrawn_max = 100;
/// A share of fewer rows than this is known by more than its spread between parts.
constexpr double rows_min = 50;
constexpr double events_min = 10;
/// Below so many of its deviations, what is divided by can be next to nothing (Fieller 1954).
constexpr double deviations_from_zero_min = 5;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Of each quantity in each draw, how far the noise takes it.
std::vector<std::vector<double>> redrawn(const std::vector<Influenced>& all, std::uint64_t seed) {
    std::vector<std::vector<double>> noise(all.size(), std::vector<double>(draws));
    base::Random random(seed);
    std::vector<double> xi(all.front().influence.size());
    for (std::size_t draw = 0; draw < draws; ++draw) {
        for (double& one : xi) one = random.normal();
        for (std::size_t i = 0; i < all.size(); ++i) noise[i][draw] = dot(all[i].influence, xi);
    }
    return noise;
}

double quantile_of(std::vector<double> values, double share) {
    const auto at = std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

using Redrawn = std::shared_ptr<const std::vector<std::vector<double>>>;

/// Two models' quantities; what does not depend on the tail is made once.
class Suprema {
public:
    /// `first_noise`, `second_noise`: of each quantity in each draw; null: they are too many to redraw.
    Suprema(const std::vector<Influenced>& first, const std::vector<Influenced>& second, double degrees, Redrawn first_noise, Redrawn second_noise)
        : degrees_(degrees), first_(std::move(first_noise)), second_(std::move(second_noise)) {
        for (const Influenced& f : first) {
            auto& differences = differences_.emplace_back();
            auto& deviations = deviations_.emplace_back();
            for (const Influenced& g : second) {
                double variance = 0;
                for (std::size_t i = 0; i < f.influence.size(); ++i) variance += (f.influence[i] - g.influence[i]) * (f.influence[i] - g.influence[i]);
                differences.push_back(f.value - g.value);
                deviations.push_back(std::sqrt(variance));
            }
        }
    }
    /// Of the largest of the first less the largest of the second.
    double highest(double tail) const {
        double most = -std::numeric_limits<double>::infinity();
        for (std::size_t f = 0; f < differences_.size(); ++f) {
            const double q = allowance(f, tail);
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t g = 0; g < differences_[f].size(); ++g) least = std::min(least, differences_[f][g] + q * deviations_[f][g]);
            most = std::max(most, least);
        }
        return most;
    }

private:
    /// How many deviations the luckiest of the g may be away, for one f.
    double allowance(std::size_t f, double tail) const {
        const std::size_t count = deviations_[f].size();
        const double bonferroni = student_quantile(1 - tail / static_cast<double>(count), degrees_);
        // Beyond what the draws resolve nothing but the bound holds.
        if (first_ == nullptr || tail * draws < 10) return bonferroni;
        std::vector<double> largest(draws, 0.0);
        for (std::size_t g = 0; g < count; ++g) {
            const double deviation = deviations_[f][g];
            if (!(deviation > 0)) continue;
            for (std::size_t draw = 0; draw < draws; ++draw) largest[draw] = std::max(largest[draw], ((*second_)[g][draw] - (*first_)[f][draw]) / deviation);
        }
        const double normal = quantile_of(std::move(largest), 1 - tail);
        return std::min(bonferroni, normal * student_quantile(1 - tail, degrees_) / normal_quantile(1 - tail));
    }

    double degrees_;
    std::vector<std::vector<double>> differences_, deviations_;  ///< of f1 - g2
    Redrawn first_, second_;
};

/// One group's value as both models have it, over the same parts.
struct GroupParts {
    Influenced first, second;
};

/// The jackknife as influences: (G - 1)/G of the squared deviations add up to the variance. A part that a group lacks leaves it as it is.
std::vector<double> influences_of(const Estimate& estimate, const std::map<std::uint64_t, std::size_t>& places) {
    std::vector<double> influence(places.size(), *estimate.value);
    for (const Replicate& replicate : estimate.replicates) influence[places.at(replicate.unit)] = replicate.value;
    const auto count = static_cast<double>(influence.size());
    double mean = 0;
    for (const double value : influence) mean += value / count;
    for (double& value : influence) value = -std::sqrt((count - 1) / count) * (value - mean);
    return influence;
}

/// What few events hide of a share's variance: as if seven more had been seen, which is as wide as the exact limits of none to ten.
double hidden_variance(const Estimate& estimate) {
    const auto rows = static_cast<double>(estimate.rows);
    const double events = rows * std::min(*estimate.value, 1 - *estimate.value);
    return events < events_min ? (events + 7) / (rows * rows) : 0;
}

/// Why the groups cannot be compared; `none`: they can.
struct Obstacle {
    Reason reason = Reason::none;
    std::string detail{};
};
Obstacle obstacle_of(const std::vector<GroupedPair>& metrics) {
    for (const GroupedPair& pair : metrics) {
        if (pair.first.size() != pair.second.size() || pair.first.empty()) return {Reason::not_computed, "the groups of the two models differ"};
        for (const auto* side : {&pair.first, &pair.second}) {
            for (const NamedEstimate& group : *side) {
                const Estimate& of = group.estimate;
                if (!of.value) return {of.reason, group.name};
                if (of.replicates.empty()) return {Reason::not_computed, "not every group is known without each of its units"};
                if (pair.share && static_cast<double>(of.rows) < rows_min) return {Reason::few_events, fmt::format("{}: {} rows", group.name, of.rows)};
                // A share's few events are allowed for below; everything else that stands in a group's way stands in the difference's.
                if (of.reason != Reason::none && !(pair.share && of.reason == Reason::few_events)) return {of.reason, group.name};
            }
        }
    }
    return {};
}

/// The groups of one metric with influences over the same parts, and then over one more for each group and model: what few events hide.
std::vector<GroupParts> parts_of(const GroupedPair& pair, const std::map<std::uint64_t, std::size_t>& places) {
    std::vector<GroupParts> all;
    const std::size_t groups = pair.first.size();
    for (std::size_t i = 0; i < groups; ++i) {
        GroupParts parts;
        const auto fill = [&](Influenced& into, const Estimate& estimate, std::size_t own) {
            into.value = *estimate.value;
            into.influence = influences_of(estimate, places);
            into.influence.resize(places.size() + 2 * groups, 0.0);
            if (pair.share) into.influence[places.size() + own] = std::sqrt(hidden_variance(estimate));
        };
        fill(parts.first, pair.first[i].estimate, 2 * i);
        fill(parts.second, pair.second[i].estimate, 2 * i + 1);
        all.push_back(std::move(parts));
    }
    return all;
}

Influenced combined(const Influenced& a, double of_a, const Influenced& b, double of_b, double value) {
    Influenced out{.value = value, .influence = a.influence};
    for (std::size_t i = 0; i < out.influence.size(); ++i) out.influence[i] = of_a * a.influence[i] + of_b * b.influence[i];
    return out;
}

/// All of which the comparison is the largest; of a smallest, turned.
std::vector<Influenced> functionals(Between between, const std::vector<GroupParts>& groups, Influenced GroupParts::*side) {
    std::vector<Influenced> all;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const Influenced& a = groups[i].*side;
        if (between == Between::highest) all.push_back(a);
        if (between == Between::lowest) all.push_back(combined(a, -1, a, 0, -a.value));
        if (between == Between::highest || between == Between::lowest) continue;
        for (std::size_t j = 0; j < groups.size(); ++j) {
            const Influenced& b = groups[j].*side;
            if (i == j) continue;
            if (between == Between::difference) all.push_back(combined(a, 1, b, -1, a.value - b.value));
            else all.push_back(combined(a, -1 / b.value, b, a.value / (b.value * b.value), -a.value / b.value));
        }
    }
    return all;
}

bool near_zero(const Influenced& of) { return of.value < deviations_from_zero_min * std::sqrt(dot(of.influence, of.influence)); }

void append(std::vector<Influenced>& to, std::vector<Influenced> more, std::size_t before, std::size_t all) {
    // Metrics have parts of their own for what few events hide.
    for (Influenced& one : more) {
        const std::size_t units = all == 0 ? one.influence.size() : before;
        std::vector<double> shared(one.influence.begin(), one.influence.begin() + static_cast<std::ptrdiff_t>(units));
        std::vector<double> own(one.influence.begin() + static_cast<std::ptrdiff_t>(units), one.influence.end());
        shared.resize(units + all, 0.0);
        shared.insert(shared.end(), own.begin(), own.end());
        one.influence = std::move(shared);
        to.push_back(std::move(one));
    }
}

void same_length(std::vector<Influenced>& all, std::size_t length) {
    for (Influenced& one : all) one.influence.resize(length, 0.0);
}

double gap_of(const Reliability::Bin& bin, double total) { return (weight_of(bin.positive) - bin.score.value()) / total; }

enum class Side { first, second };

/// Each bin's part of the error, with its influence over units, and then over one more for each bin and model.
std::vector<Influenced> bins_of(const Split<Reliability>& of, Side side) {
    const double total = weight_of(of.total.tally.weight);
    const auto count = static_cast<double>(of.parts.size());
    std::vector<Influenced> bins;
    for (std::size_t b = 0; b < of.total.bins.size(); ++b) {
        const Reliability::Bin& whole = of.total.bins[b];
        Influenced& bin = bins.emplace_back();
        bin.value = gap_of(whole, total);
        for (const Reliability& part : of.parts) {
            const double share = weight_of(part.tally.weight) / total;
            const double own = b < part.bins.size() ? gap_of(part.bins[b], total) : 0;
            bin.influence.push_back((own - share * bin.value) * std::sqrt(count / (count - 1)));
        }
        // A bin in which only one label occurred shows less noise than it has: it has that of one row more.
        const bool one_label = whole.weight > 0 && (whole.positive == 0 || whole.positive == whole.weight);
        bin.influence.resize(of.parts.size() + 2 * of.total.bins.size(), 0.0);
        if (one_label) bin.influence[of.parts.size() + 2 * b + (side == Side::first ? 0 : 1)] = 1 / total;
    }
    return bins;
}

/// A bin whose sign is beyond doubt moves the error as a sum does; the others only ever add to it.
constexpr double sure_deviations = 3.5;

/// The most by which the error of `of` may lie above what was seen while that of `beside` lies below.
double highest_error_difference(const std::vector<Influenced>& of, const std::vector<Influenced>& beside, double degrees, double tail, std::uint64_t seed) {
    const auto noise_of = redrawn(of, seed), noise_beside = redrawn(beside, seed);
    std::vector<double> sums(draws, 0.0);
    const auto sign = [](double value) { return value < 0 ? -1.0 : 1.0; };
    for (std::size_t b = 0; b < of.size(); ++b) {
        const double deviation = std::sqrt(dot(beside[b].influence, beside[b].influence));
        const bool sure = std::abs(beside[b].value) > sure_deviations * deviation;
        for (std::size_t draw = 0; draw < draws; ++draw) {
            const double lucky = noise_beside[b][draw];
            sums[draw] += (sure ? sign(beside[b].value) * lucky : std::abs(lucky)) - sign(of[b].value) * noise_of[b][draw];
        }
    }
    const double scale = student_quantile(1 - tail, degrees) / normal_quantile(1 - tail);
    const double drawn = std::max(tail, 10.0 / draws);
    const double beyond = student_quantile(1 - tail, degrees) / student_quantile(1 - drawn, degrees);
    return std::max(0.0, quantile_of(std::move(sums), 1 - drawn)) * scale * beyond;
}

Estimate begun(const Estimate& first, double value) {
    Estimate estimate;
    estimate.value = value;
    estimate.rows = first.rows;
    estimate.units = first.units;
    estimate.units_named = first.units_named;
    estimate.units_exact = first.units_exact;
    estimate.left_out = first.left_out;
    return estimate;
}

bool alike(const std::vector<Influenced>& first, const std::vector<Influenced>& second) {
    return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](const Influenced& a, const Influenced& b) { return a.value == b.value && a.influence == b.influence; });
}

}  // namespace

std::function<Limits(double)> largest_less_largest(const std::vector<Influenced>& first, const std::vector<Influenced>& second, double degrees, std::uint64_t seed) {
    const bool few = std::max(first.size(), second.size()) <= redrawn_max;
    const auto noise_of = [&](const std::vector<Influenced>& of) { return few ? std::make_shared<const std::vector<std::vector<double>>>(redrawn(of, seed)) : Redrawn(); };
    const Redrawn of_first = noise_of(first), of_second = noise_of(second);
    const auto forth = std::make_shared<const Suprema>(first, second, degrees, of_first, of_second), back = std::make_shared<const Suprema>(second, first, degrees, of_second, of_first);
    return [forth, back](double tail) { return Limits{-back->highest(tail), forth->highest(tail)}; };
}

Estimate paired_between_groups(Between between, const std::vector<GroupedPair>& metrics, double value, double range, std::uint64_t seed) {
    const Obstacle obstacle = obstacle_of(metrics);
    if (obstacle.reason == Reason::not_computed) return Estimate::absent(obstacle.reason, obstacle.detail);
    Estimate estimate = begun(metrics.front().first.front().estimate, value);
    estimate.rows = 0;
    for (const NamedEstimate& group : metrics.front().first) estimate.rows += group.estimate.rows;
    estimate.method = "supremum over groups, noise redrawn over units, paired";
    estimate.reason = obstacle.reason;
    estimate.detail = obstacle.detail;
    std::map<std::uint64_t, std::size_t> places;
    double degrees = std::numeric_limits<double>::infinity();
    for (const GroupedPair& pair : metrics) {
        for (const auto* side : {&pair.first, &pair.second}) {
            for (const NamedEstimate& group : *side) {
                for (const Replicate& replicate : group.estimate.replicates) places.emplace(replicate.unit, places.size());
                if (!group.estimate.replicates.empty()) degrees = std::min(degrees, balance_of(group.estimate.replicates).degrees);
            }
        }
    }
    std::vector<Influenced> first, second;
    for (const GroupedPair& pair : metrics) {
        if (estimate.reason != Reason::none) break;
        const auto groups = parts_of(pair, places);
        const std::size_t own = first.empty() ? 0 : first.back().influence.size() - places.size();
        for (const GroupParts& group : groups) {
            if (between == Between::ratio && (near_zero(group.first) || near_zero(group.second))) estimate.reason = Reason::few_events;
        }
        if (estimate.reason != Reason::none) break;
        append(first, functionals(between, groups, &GroupParts::first), places.size(), own);
        append(second, functionals(between, groups, &GroupParts::second), places.size(), own);
    }
    if (estimate.reason != Reason::none) {
        estimate.limits = [range](double) { return Limits{-range, range}; };
        return estimate;
    }
    same_length(first, first.back().influence.size());
    same_length(second, second.back().influence.size());
    const bool turned = between == Between::ratio || between == Between::lowest;
    if (alike(first, second)) {
        estimate.method = "the same in every unit";
        return estimate;
    }
    // A smallest is the largest of what is turned.
    const auto limits = turned ? largest_less_largest(second, first, degrees, seed) : largest_less_largest(first, second, degrees, seed);
    estimate.limits = [=](double tail) {
        const Limits both = limits(tail);
        return Limits{std::max(-range, std::min(both.low, value)), std::min(range, std::max(both.high, value))};
    };
    return estimate;
}

Estimate paired_calibration_error(const Split<Reliability>& first, const Split<Reliability>& second, double value, std::uint64_t seed) {
    if (!first.clustered() || first.keys != second.keys) return Estimate::absent(Reason::not_computed, "the two are not known over the same units");
    Estimate estimate;
    estimate.value = value;
    estimate.rows = first.total.tally.rows;
    estimate.left_out = first.total.unlabelled;
    estimate.units = first.units;
    estimate.units_exact = first.units_exact;
    estimate.units_named = true;
    estimate.method = "supremum over bins, noise redrawn over units, paired";
    std::vector<Replicate> sizes;
    for (std::size_t i = 0; i < first.parts.size(); ++i) sizes.push_back({first.keys[i], 0, weight_of(first.parts[i].tally.weight) / weight_of(first.total.tally.weight)});
    const UnitBalance balance = balance_of(sizes);
    estimate.reason = balance.obstacle();
    if (estimate.reason != Reason::none) {
        estimate.limits = [](double) { return Limits{-1, 1}; };
        return estimate;
    }
    const auto one = bins_of(first, Side::first), other = bins_of(second, Side::second);
    if (alike(one, other)) {
        estimate.method = "the same in every unit";
        return estimate;
    }
    estimate.limits = [=, degrees = balance.degrees](double tail) {
        return Limits{std::max(-1.0, value - highest_error_difference(other, one, degrees, tail, seed)), std::min(1.0, value + highest_error_difference(one, other, degrees, tail, seed))};
    };
    return estimate;
}

Estimate limits_apart(const Estimate& first, const Estimate& second) {
    for (const Estimate* one : {&first, &second}) {
        if (!one->value) return Estimate::absent(one->reason, one->detail);
    }
    Estimate estimate = begun(first, *first.value - *second.value);
    if (!first.limits || !second.limits) return estimate.reason = Reason::not_computed, estimate;
    estimate.method = "both models' own limits, each at half the error";
    estimate.reason = first.reason != Reason::none ? first.reason : second.reason;
    estimate.limits = [one = first.limits, other = second.limits](double tail) {
        const Limits a = one(tail / 2), b = other(tail / 2);
        return Limits{a.low - b.high, a.high - b.low};
    };
    return estimate;
}

}  // namespace metrics
