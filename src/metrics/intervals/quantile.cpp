#include "metrics/intervals/quantile.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/jackknife.h"

namespace metrics {

namespace {

/// Ranks that are remembered with their values: all of a small sample; of a larger one so many that limits read outwards
/// to the next remembered rank are hardly wider.
constexpr std::int64_t near_ranks = 4'000;
constexpr std::int64_t far_ranks = 2'000;
/// Standard deviations of a rank that limits of independent rows stay within.
constexpr double near_deviations = 8;

std::vector<std::int64_t> spaced(std::int64_t first, std::int64_t last, std::int64_t count) {
    std::vector<std::int64_t> ranks;
    const std::int64_t step = std::max<std::int64_t>(1, (last - first) / count);
    for (std::int64_t rank = first; rank < last; rank += step) ranks.push_back(rank);
    if (first <= last) ranks.push_back(last);
    return ranks;
}

/// Ranks from 1 to n, ascending: near q, and across the whole on either side of it.
std::vector<std::int64_t> ranks_to_remember(std::int64_t n, double q) {
    const double centre = q * static_cast<double>(n);
    const double deviation = std::sqrt(static_cast<double>(n) * q * (1 - q)) + 1;
    const auto clamped = [n](double rank) { return std::clamp<std::int64_t>(static_cast<std::int64_t>(rank), 1, n); };
    std::vector<std::int64_t> ranks = spaced(clamped(centre - near_deviations * deviation), clamped(centre + near_deviations * deviation), near_ranks);
    for (const std::int64_t rank : spaced(1, clamped(centre), far_ranks)) ranks.push_back(rank);
    for (const std::int64_t rank : spaced(clamped(centre), n, far_ranks)) ranks.push_back(rank);
    const double position = q * static_cast<double>(n - 1);  // counted from 0
    ranks.push_back(clamped(std::floor(position) + 1));
    ranks.push_back(clamped(std::ceil(position) + 1));
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    return ranks;
}

/// What one visit leaves.
struct Order {
    std::vector<std::int64_t> ranks;
    std::vector<double> values;   ///< at `ranks`
    std::int64_t count = 0;
    std::vector<Mass> up_to;      ///< by unit: what lies at or below the quantile
    std::vector<Mass> of_unit;    ///< by unit: all

    /// The value at a rank, read outwards where it was not remembered.
    double below(std::int64_t rank) const {
        const auto after = std::upper_bound(ranks.begin(), ranks.end(), rank);
        ASSERT(after != ranks.begin());
        return values[static_cast<std::size_t>(after - ranks.begin()) - 1];
    }
    double above(std::int64_t rank) const {
        const auto at = std::lower_bound(ranks.begin(), ranks.end(), rank);
        ASSERT(at != ranks.end());
        return values[static_cast<std::size_t>(at - ranks.begin())];
    }
    double quantile(double q) const {
        const double position = q * static_cast<double>(count - 1);
        const double low = below(static_cast<std::int64_t>(std::floor(position)) + 1);
        const double high = above(static_cast<std::int64_t>(std::ceil(position)) + 1);
        if (low == high) return low;
        const double part = position - std::floor(position);
        return low * (1 - part) + high * part;
    }
};

/// Rows behind a mass; exact without weights.
double rows_of(Mass mass, double rows_per_weight) { return weight_of(mass) * rows_per_weight; }

Order order_of(const Runs& runs, double q) {
    Order order;
    order.count = runs.tally.rows;
    order.ranks = ranks_to_remember(order.count, q);
    order.up_to.assign(runs.parts, 0);
    order.of_unit.assign(runs.parts, 0);
    const double rows_per_weight = static_cast<double>(runs.tally.rows) / weight_of(runs.tally.weight);
    const auto quantile_rank = static_cast<double>(static_cast<std::int64_t>(std::floor(q * static_cast<double>(order.count - 1))) + 1);
    Mass seen = 0;
    std::uint64_t key_at_quantile = 0;
    bool passed = false;
    runs.visit([&](const Run& run) {
        const double before = std::round(rows_of(seen, rows_per_weight));
        seen += run.mass;
        const double after = std::round(rows_of(seen, rows_per_weight));
        while (order.values.size() < order.ranks.size() && static_cast<double>(order.ranks[order.values.size()]) <= after) {
            order.values.push_back(Runs::value_of(run.key));
        }
        if (!passed && after >= quantile_rank) {
            passed = true;
            key_at_quantile = run.key;
        }
        if (runs.clustered()) {
            order.of_unit[run.unit] += run.mass;
            if (before < quantile_rank || run.key == key_at_quantile) order.up_to[run.unit] += run.mass;
        }
    });
    ASSERT(order.values.size() == order.ranks.size());
    return order;
}

/// The largest rank l with P(Bin(n, q) < l) <= tail; 0: none.
std::int64_t lower_rank(double n, double q, double tail) {
    std::int64_t low = 0;
    auto high = static_cast<std::int64_t>(n) + 1;
    while (low + 1 < high) {
        const std::int64_t middle = low + (high - low) / 2;
        (binomial_cdf(static_cast<double>(middle) - 1, n, q) <= tail ? low : high) = middle;
    }
    return low;
}

/// The smallest rank u with P(Bin(n, q) < u) >= 1 - tail; more than n: none.
std::int64_t upper_rank(double n, double q, double tail) {
    // P(Bin(n, q) >= u) <= tail, seen from the other end.
    return static_cast<std::int64_t>(n) + 1 - lower_rank(n, 1 - q, tail);
}

void limit_rows(Estimate& estimate, const Order& order, double q, double effective, double lowest, double highest) {
    estimate.method = "order statistics";
    estimate.limits = [=, value = *estimate.value](double tail) {
        // With weights the ranks are those of as many rows as these are worth.
        const double scale = static_cast<double>(order.count) / effective;
        const std::int64_t low = lower_rank(effective, q, tail);
        const std::int64_t high = upper_rank(effective, q, tail);
        const auto place = [&](std::int64_t rank, bool down) {
            const double at = static_cast<double>(rank) * scale;
            return std::clamp<std::int64_t>(static_cast<std::int64_t>(down ? std::floor(at) : std::ceil(at)), 1, order.count);
        };
        return Limits{low < 1 ? lowest : std::min(value, order.below(place(low, true))),
                      high > static_cast<std::int64_t>(effective) ? highest : std::max(value, order.above(place(high, false)))};
    };
}

void limit_units(Estimate& estimate, const Runs& runs, const Order& order, double q, double lowest, double highest) {
    const double value = *estimate.value;
    Mass up_to = 0;
    Mass all = 0;
    for (std::size_t g = 0; g < order.of_unit.size(); ++g) {
        up_to += order.up_to[g];
        all += order.of_unit[g];
    }
    const double share = static_cast<double>(up_to) / static_cast<double>(all);
    std::vector<Replicate> replicates;
    for (std::size_t g = 0; g < order.of_unit.size(); ++g) {
        const Mass rest = all - order.of_unit[g];
        const double without = rest == 0 ? share : static_cast<double>(up_to - order.up_to[g]) / static_cast<double>(rest);
        // About q: with ties the share up to the quantile is more.
        replicates.push_back({runs.keys[g], std::clamp(q + without - share, 0.0, 1.0), static_cast<double>(order.of_unit[g]) / static_cast<double>(all)});
    }
    Estimate of_share = estimate;
    of_share.value = q;
    jackknife(of_share, std::move(replicates), Transform::logit, 0, 1);
    estimate.method = "Woodruff, jackknife over units";
    estimate.reason = of_share.reason;
    if (estimate.reason != Reason::none) {
        estimate.limits = [=](double) { return Limits{lowest, highest}; };
        return;
    }
    estimate.limits = [=, shares = of_share.limits](double tail) {
        // Far out in a tail a few units have most of what lies beyond: at the plain tail 6 % of upper limits were too low
        // (q = 0.95, 30 days, by simulation).
        const Limits limits = shares(tail / 2);
        const auto n = static_cast<double>(order.count);
        // As order statistics, one rank further out: so far a share can be read too narrowly.
        const auto low = static_cast<std::int64_t>(std::floor(limits.low * n));
        const auto high = static_cast<std::int64_t>(std::ceil(limits.high * n)) + 1;
        return Limits{low < 1 ? lowest : std::min(value, order.below(low)), high > order.count ? highest : std::max(value, order.above(high))};
    };
}

}  // namespace

std::int64_t rows_for_limits(double q, double tail) {
    return static_cast<std::int64_t>(std::ceil(std::log(tail) / std::log(std::max(q, 1 - q))));
}

Estimate estimate_quantile(const Runs& runs, double q, double lowest, double highest) {
    if (runs.tally.rows == 0) return Estimate::absent(Reason::no_rows, runs.left_out > 0 ? "no row has a value" : "");
    const Order order = order_of(runs, q);
    Estimate estimate;
    estimate.rows = order.count;
    estimate.left_out = runs.left_out;
    estimate.units_named = runs.clustered();
    estimate.units = runs.clustered() ? runs.units : order.count;
    estimate.units_exact = runs.units_exact;
    const double value = order.quantile(q);
    if (!std::isfinite(value)) {
        estimate.reason = Reason::infinite_values;
        estimate.detail = "the quantile itself is infinite";
        return estimate;
    }
    estimate.value = value;
    if (runs.clustered()) limit_units(estimate, runs, order, q, lowest, highest);
    else limit_rows(estimate, order, q, runs.tally.effective(), lowest, highest);
    const std::int64_t wanted = rows_for_limits(q, 0.025);  // on both sides at 95 %
    if (!runs.clustered() && order.count < wanted) estimate.enough = wanted;
    return estimate;
}

}  // namespace metrics
