#include "metrics/intervals/share_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "metrics/intervals/cells.h"
#include "metrics/intervals/gap.h"
#include "metrics/intervals/noise.h"
#include "metrics/statistics/bins.h"

namespace metrics {

namespace {

double norm(Largest largest, const std::vector<double>& differences) {
    double sum = 0;
    double most = 0;
    for (const double difference : differences) {
        sum += std::abs(difference) / 2;
        most = std::max(most, std::abs(difference));
    }
    return largest == Largest::of_each_bin ? most : sum;
}

std::vector<double> differences_of(const std::vector<double>& reference, const std::vector<double>& current) {
    std::vector<double> differences(reference.size());
    for (std::size_t b = 0; b < differences.size(); ++b) differences[b] = current[b] - reference[b];
    return differences;
}

/// The bins in the order in which they join a set: those first that the current sample has most more of.
std::vector<std::size_t> by_growth(const std::vector<double>& reference, const std::vector<double>& current) {
    std::vector<std::size_t> order(reference.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // c / r in descending order, without dividing by nothing.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return current[a] * reference[b] > current[b] * reference[a]; });
    return order;
}

/// Calls `each` with the shares of every set that the distance may be the difference of, and the bin that was added last.
template <class Each>
void for_sets(Largest largest, const std::vector<double>& reference, const std::vector<double>& current, Each each) {
    double r = 0;
    double c = 0;
    for (const std::size_t bin : by_growth(reference, current)) {
        const bool alone = largest == Largest::of_each_bin;
        r = alone ? reference[bin] : r + reference[bin];
        c = alone ? current[bin] : c + current[bin];
        each(r, c, bin);
    }
}

std::vector<Gap> gaps_by_row(Largest largest, const std::vector<double>& reference, const std::vector<double>& current, double n, double m) {
    Gaps gaps;
    for_sets(largest, reference, current, [&](double r, double c, std::size_t) {
        gaps.add({std::abs(c - r), std::sqrt(variance_of_share(r, n) + variance_of_share(c, m))});
    });
    return gaps.hull();
}

/// Residuals of a set are the sums of those of its bins.
class SetNoise {
public:
    explicit SetNoise(const UnitNoise& noise) : noise_(noise), sums_(noise.residuals.size(), 0) {}
    void add(std::size_t bin, bool alone) {
        for (std::size_t g = 0; g < sums_.size(); ++g) sums_[g] = noise_.residuals[g][bin] + (alone ? 0 : sums_[g]);
    }
    double variance() const { return std::inner_product(sums_.begin(), sums_.end(), sums_.begin(), 0.0); }

private:
    const UnitNoise& noise_;
    std::vector<double> sums_;
};

std::vector<Gap> gaps_by_unit(Largest largest, const std::vector<double>& reference, const std::vector<double>& current, const UnitNoise& before, const UnitNoise& now) {
    SetNoise reference_noise(before);
    SetNoise current_noise(now);
    std::vector<Gap> gaps;
    for_sets(largest, reference, current, [&](double r, double c, std::size_t bin) {
        reference_noise.add(bin, largest == Largest::of_each_bin);
        current_noise.add(bin, largest == Largest::of_each_bin);
        const double a = reference_noise.variance();
        const double b = current_noise.variance();
        gaps.push_back({std::abs(c - r), std::sqrt(a + b), joined_degrees(a, before.degrees, b, now.degrees)});
    });
    return gaps;
}

std::vector<std::vector<double>> weights_of(const std::vector<std::vector<Mass>>& parts) {
    std::vector<std::vector<double>> weights;
    for (const auto& part : parts) {
        auto& each = weights.emplace_back();
        for (const Mass mass : part) each.push_back(weight_of(mass));
    }
    return weights;
}

void unknown(Estimate& estimate, Reason reason) {
    estimate.reason = reason;
    estimate.limits = [](double) { return Limits{0, 1}; };
}

/// Of so many cells the noise is drawn; that of the others is too small to be the largest.
constexpr std::size_t noisy_cells_max = 300;

/// A share of nothing is not known to be nothing: half an observation.
double share_variance(double share, double rows) { return std::max(share, 0.5 / rows) / rows; }

/// Keeps the cells of which the noise is largest, in place.
void keep_noisiest(Cells& cells) {
    if (cells.reference.size() <= noisy_cells_max) return;
    std::vector<std::size_t> order(cells.reference.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto both = [&](std::size_t b) { return cells.reference[b] / cells.reference_rows + cells.current[b] / cells.current_rows; };
    std::nth_element(order.begin(), order.begin() + noisy_cells_max, order.end(), [&](std::size_t a, std::size_t b) { return std::pair(-both(a), a) < std::pair(-both(b), b); });
    order.resize(noisy_cells_max);
    std::sort(order.begin(), order.end());
    const auto keep = [&](std::vector<double>& all) {
        for (std::size_t i = 0; i < order.size(); ++i) all[i] = all[order[i]];
        all.resize(order.size());
    };
    keep(cells.reference);
    keep(cells.current);
    for (auto& part : cells.reference_parts) keep(part);
    for (auto& part : cells.current_parts) keep(part);
}

/// What the limits are made of: the samples over bins and over the cells that noise is drawn for.
struct Comparison {
    Largest largest;
    Binned bins;
    Cells cells;
    std::vector<double> reference, current;  ///< shares over bins
    double over_cells = 0;                   ///< the distance over the cells
};

void set_limits(Estimate& estimate, double over_cells, NoiseDraws noise, std::vector<Gap> gaps) {
    estimate.unchanged = noise.exceeded(0.5);
    estimate.limits = [value = *estimate.value, over_cells, noise = std::move(noise), gaps = std::move(gaps)](double tail) {
        return Limits{std::clamp(over_cells - noise.exceeded(tail), 0.0, value), std::max(value, std::min(1.0, highest(gaps, tail)))};
    };
}

void limits_by_row(Estimate& estimate, const Comparison& of, std::uint64_t seed) {
    estimate.method = "noise drawn by row below, largest normal limit above";
    const double n = of.cells.reference_rows;
    const double m = of.cells.current_rows;
    std::vector<double> variances;
    for (std::size_t b = 0; b < of.cells.reference.size(); ++b) variances.push_back(share_variance(of.cells.reference[b], n) + share_variance(of.cells.current[b], m));
    const auto draws = NoiseDraws::of_rows(variances, [largest = of.largest](const std::vector<double>& noise) { return norm(largest, noise); }, seed);
    estimate.fixed_share = m / (n + m);
    set_limits(estimate, of.over_cells, draws, gaps_by_row(of.largest, of.reference, of.current, n, m));
}

void limits_by_unit(Estimate& estimate, const Comparison& of, std::uint64_t seed) {
    estimate.method = "noise drawn by unit below, largest t limit above";
    const UnitNoise before = unit_noise(of.cells.reference_parts);
    const UnitNoise now = unit_noise(of.cells.current_parts);
    if (before.reason != Reason::none) return unknown(estimate, before.reason);
    if (now.reason != Reason::none) return unknown(estimate, now.reason);
    const double all = before.variance() + now.variance();
    if (one_unit_rules(before, now)) return unknown(estimate, Reason::too_skewed);
    estimate.fixed_share = all > 0 ? before.variance() / all : 0;
    const auto draws = NoiseDraws::of_units(before, now, [largest = of.largest](const std::vector<double>& noise) { return norm(largest, noise); }, seed);
    auto gaps = gaps_by_unit(of.largest, of.reference, of.current, unit_noise(weights_of(of.bins.reference_parts)), unit_noise(weights_of(of.bins.current_parts)));
    // Rows of a unit can be more alike than rows at large, not less: chance in the units must not narrow the limits.
    for (const Gap& gap : gaps_by_row(of.largest, of.reference, of.current, of.cells.reference_rows, of.cells.current_rows)) gaps.push_back(gap);
    set_limits(estimate, of.over_cells, draws, std::move(gaps));
}

}  // namespace

Estimate share_distance(Largest largest, Reference<Split<Histogram>> reference, Current<Split<Histogram>> current, const Setting& setting) {
    const Tally& before = reference.of.total.tally;
    const Tally& now = current.of.total.tally;
    if (before.weight == 0) return Estimate::absent(Reason::no_reference);
    if (now.weight == 0) return Estimate::absent(Reason::no_rows);
    if (!same_type(reference.of.total, current.of.total)) return Estimate::absent(Reason::wrong_type, "one side has numbers, the other text");
    Comparison of{largest, binned(reference.of, current.of, {setting.bins}), {}, {}, {}, 0};
    of.reference = shares_of(of.bins.reference);
    of.current = shares_of(of.bins.current);

    Estimate estimate;
    estimate.value = norm(largest, differences_of(of.reference, of.current));
    estimate.method = "largest difference";
    estimate.rows = now.rows;
    estimate.units = current.of.units;
    estimate.units_exact = current.of.units_exact;
    estimate.units_named = current.of.clustered();
    if (of.bins.labels.size() < 2) {
        unknown(estimate, Reason::constant);
        return estimate;
    }
    of.cells = largest == Largest::of_each_bin ? plain_cells_of(of.bins, before, now) : cells_of(of.bins, before, now);
    of.over_cells = norm(largest, differences_of(of.cells.reference, of.cells.current));
    if (largest == Largest::of_each_bin) keep_noisiest(of.cells);
    if (of.cells.reference.size() < 2) unknown(estimate, Reason::few_events);
    else if (reference.of.clustered() && current.of.clustered()) limits_by_unit(estimate, of, setting.seed);
    else if (reference.of.clustered() || current.of.clustered()) unknown(estimate, Reason::few_units);
    else limits_by_row(estimate, of, setting.seed);
    return estimate;
}

}  // namespace metrics
