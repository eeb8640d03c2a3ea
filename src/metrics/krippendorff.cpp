#include "metrics/krippendorff.h"

#include <algorithm>
#include <cmath>

#include "metrics/intervals/one_minus.h"
#include "metrics/intervals/row_values.h"

namespace metrics::krippendorff {

namespace {

/// Below it, how items that divide the judges come together is not known well enough.
constexpr std::int64_t divided_min = 10;
/// With 20 items of judges who hardly agree 5.9 % of upper limits were too low, by simulation; with 50 1.6 %.
constexpr std::int64_t items_min = 40;

/// A pair of ratings by the places of their values, and how much it counts.
struct Pair {
    std::size_t low = 0;
    std::size_t high = 0;
    double weight = 0;
};

/// Which values there are, ascending.
std::vector<std::uint64_t> values_of(const Agreement& of) {
    std::vector<std::uint64_t> keys;
    for (const auto& [pair, count] : of.pairs) keys.insert(keys.end(), {pair[1], pair[2]});
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

/// Pairs, and how often each value occurs in them. In an item with m ratings a pair counts 1 / (m - 1), so that each rating
/// counts once.
struct Ratings {
    std::vector<Pair> pairs;
    std::vector<double> counts;

    Ratings(const Agreement& of, const std::vector<std::uint64_t>& keys) : counts(keys.size(), 0) {
        const auto place = [&](std::uint64_t key) { return static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), key) - keys.begin()); };
        pairs.reserve(of.pairs.size());
        for (const auto& [pair, count] : of.pairs) {
            const double weight = static_cast<double>(count) / static_cast<double>(pair[0] - 1);
            pairs.push_back({place(pair[1]), place(pair[2]), weight});
            counts[pairs.back().low] += weight;
            counts[pairs.back().high] += weight;
        }
    }
};

/// Where each value lies, so that two that differ are as far apart as the level says; nothing for what has no order.
std::vector<double> places_of(const std::vector<std::uint64_t>& keys, const std::vector<double>& counts, Level level) {
    std::vector<double> places;
    double below = 0;
    for (std::size_t i = 0; i < keys.size() && level != Level::nominal; ++i) {
        places.push_back(level == Level::interval ? Runs::value_of(keys[i]) : below + counts[i] / 2);
        below += counts[i];
    }
    return places;
}

double apart(const Pair& pair, const std::vector<double>& places) {
    if (places.empty()) return pair.low == pair.high ? 0 : 1;
    const double distance = places[pair.high] - places[pair.low];
    return distance * distance;
}

double observed(const std::vector<Pair>& pairs, const std::vector<double>& places) {
    double sum = 0;
    for (const Pair& pair : pairs) sum += pair.weight * apart(pair, places);
    return sum;
}

/// The same over all pairs of ratings, whichever item they are of.
double expected(const std::vector<double>& counts, const std::vector<double>& places) {
    double all = 0;
    double mean = 0;
    for (const double count : counts) all += count;
    for (std::size_t i = 0; i < places.size(); ++i) mean += counts[i] / all * places[i];
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += counts[i] * (places.empty() ? (all - counts[i]) / 2 : all * (places[i] - mean) * (places[i] - mean));
    return sum / (all - 1);
}

/// Observed over expected disagreement, whole and without a part.
class Disagreement {
public:
    Disagreement(const Agreement& of, Level level) : keys_(values_of(of)), ratings_(of, keys_), level_(level) {}

    /// Nothing where all ratings are the same, or a distance is beyond every number.
    std::optional<double> value() const { return ratio(ratings_.counts, nullptr); }
    std::optional<double> without(const Agreement& part) const {
        const Ratings own(part, keys_);
        std::vector<double> counts = ratings_.counts;
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = std::max(0.0, counts[i] - own.counts[i]);
        return ratio(counts, &own);
    }

private:
    std::optional<double> ratio(const std::vector<double>& counts, const Ratings* part) const {
        const auto places = places_of(keys_, counts, level_);
        const double chance = expected(counts, places);
        const double found = observed(ratings_.pairs, places) - (part != nullptr ? observed(part->pairs, places) : 0);
        if (!(chance > 0) || !std::isfinite(found / chance)) return std::nullopt;
        return std::max(0.0, found / chance);
    }

    std::vector<std::uint64_t> keys_;
    Ratings ratings_;
    Level level_;
};

void limit(Estimate& made, const Split<Agreement>& of, const Disagreement& disagreement, double left) {
    std::vector<Replicate> replicates;
    for (std::size_t i = 0; i < of.parts.size(); ++i) {
        const double share = static_cast<double>(of.parts[i].ratings) / static_cast<double>(of.total.ratings);
        replicates.push_back({of.keys[i], disagreement.without(of.parts[i]).value_or(left), share});
    }
    jackknife_one_minus(made, left, std::move(replicates));
    made.method = "jackknife over items, logarithm of the disagreement";
    if (of.total.items < items_min) {
        made.reason = Reason::few_units;
        made.enough = items_min;
    } else if (of.total.divided < divided_min) {
        made.reason = Reason::few_events;
    }
    if (made.reason != Reason::none) give_up(made, made.reason, -1, 1);
    made.limits = [limits = made.limits](double tail) {
        const Limits found = limits(tail);
        return Limits{std::max(-1.0, found.low), found.high};
    };
}

void gather(std::span<const KeyRow> rows, const Circumstances&, Reduced& reduced) {
    for (const KeyRow& row : rows) {
        if (std::isfinite(row.value)) reduced.ratings.push_back(Runs::key_of(row.value));
    }
    std::sort(reduced.ratings.begin(), reduced.ratings.end());
    reduced.fate = Reduced::Fate::counted;
}

}  // namespace

const Reduction words{.name = "ratings as words", .key = Key::item, .names = true, .reduce = gather};
const Reduction numbers{.name = "ratings as numbers", .key = Key::item, .reduce = gather};

Estimate estimate(const Split<Agreement>& of, Level level) {
    const Agreement& total = of.total;
    if (total.too_many) return Estimate::absent(Reason::wrong_type, "there are more than " + std::to_string(Agreement::pairs_max) + " different pairs of ratings");
    if (total.items == 0) {
        if (total.left_out == 0) return Estimate::absent(Reason::no_rows);
        return Estimate::absent(Reason::no_denominator, "no item was rated twice");
    }
    Estimate made;
    made.rows = total.ratings;
    made.left_out = total.left_out;
    made.units = of.units;
    made.units_exact = of.units_exact;
    made.units_named = true;
    const Disagreement disagreement(total, level);
    const std::optional<double> left = disagreement.value();
    if (!left) return Estimate::absent(Reason::no_spread, "all ratings are the same, so that chance would agree as well");
    made.value = std::max(-1.0, 1 - *left);
    limit(made, of, disagreement, *left);
    return made;
}

}  // namespace metrics::krippendorff
