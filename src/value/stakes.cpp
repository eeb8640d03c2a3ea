#include "value/stakes.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "metrics/intervals/distributions.h"

namespace value {

namespace {

using charter::Money;

/// The q-quantile of what the amount may be.
double quantile(const Money& money, double q) {
    switch (money.shape) {
        case Money::Shape::known: return money.mean;
        case Money::Shape::uniform: return money.low + q * (money.high - money.low);
        case Money::Shape::normal: return money.mean + money.deviation * metrics::normal_quantile(q);
        case Money::Shape::triangular: break;
    }
    const double width = money.high - money.low;
    const double turn = (money.likely - money.low) / width;
    return q < turn ? money.low + std::sqrt(q * width * (money.likely - money.low)) : money.high - std::sqrt((1 - q) * width * (money.high - money.likely));
}

/// Rows of one label whose value is factor x - cost, x being given by its powers.
Powers powers_of(double factor, double cost, double rows, double x, double xx, double xxx) {
    Powers powers;
    powers.rows = rows;
    powers.first = factor * x - cost * rows;
    powers.second = factor * factor * xx - 2 * factor * cost * x + cost * cost * rows;
    powers.third = factor * factor * factor * xxx - 3 * factor * factor * cost * xx + 3 * factor * cost * cost * x - cost * cost * cost * rows;
    return powers;
}

}  // namespace

std::string_view name(Amount amount) {
    static constexpr std::array<std::string_view, amounts> names{"true_positive", "false_positive", "false_negative", "true_negative", "per_action", "per_review", "per_prediction"};
    return names[amount];
}

Gains::Shape Gains::shape() const {
    if (on_positive == 0 && on_negative == 0) return Shape::nothing;
    if (on_positive >= 0 && on_negative >= 0) return Shape::always;
    if (on_positive <= 0 && on_negative <= 0) return Shape::never;
    return on_positive > 0 ? Shape::threshold : Shape::reversed;
}

Stakes::Stakes(const charter::Worth& worth, std::uint64_t seed)
    : money_{worth.true_positive, worth.false_positive, worth.false_negative, worth.true_negative, worth.per_action, worth.per_review, worth.per_prediction} {
    for (std::size_t i = 0; i < amounts; ++i) means_[i] = money_[i].mean;
    const auto open = uncertain();
    if (open.empty()) return;
    draws_.assign(draws_count, means_);
    for (const Amount amount : open) {
        auto values = spread(amount, draws_count);
        base::Random random(seed + 0x5374616B6573ull + amount);
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
        for (std::size_t i = 0; i < draws_count; ++i) draws_[i][amount] = values[i];
    }
}

std::vector<Amount> Stakes::uncertain() const {
    std::vector<Amount> all;
    for (std::size_t i = 0; i < amounts; ++i) {
        if (money_[i].deviation > 0) all.push_back(static_cast<Amount>(i));
    }
    return all;
}

double Stakes::value(const Quantities& of, const std::array<double, amounts>& at) {
    double sum = 0;
    for (std::size_t i = 0; i < amounts; ++i) sum += at[i] * of[i];
    return sum;
}

double Stakes::variance(const Quantities& of) const {
    double sum = 0;
    for (std::size_t i = 0; i < amounts; ++i) sum += of[i] * of[i] * money_[i].variance();
    return sum;
}

metrics::Limits Stakes::limits(const Quantities& of, double tail) const {
    const double mean = value(of);
    if (variance(of) == 0) return {mean, mean};
    std::vector<double> values;
    values.reserve(draws_.size());
    for (const auto& draw : draws_) values.push_back(value(of, draw));
    const auto at = [&](double share) {
        const auto place = static_cast<std::size_t>(std::clamp(share * static_cast<double>(values.size()), 0.0, static_cast<double>(values.size() - 1)));
        std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
        return values[place];
    };
    // Beyond what so many draws resolve the ends go on as those of a normal distribution do.
    const double resolved = 10.0 / static_cast<double>(draws_count);
    const double stretch = tail < resolved ? metrics::normal_quantile(1 - tail) / metrics::normal_quantile(1 - resolved) : 1;
    const double own = std::max(tail, resolved);
    return {std::min(mean, mean + stretch * (at(own) - mean)), std::max(mean, mean + stretch * (at(1 - own) - mean))};
}

std::vector<double> Stakes::spread(Amount amount, std::size_t count) const {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = quantile(money_[amount], (static_cast<double>(i) + 0.5) / static_cast<double>(count));
    return values;
}

Gains Stakes::gains(const Labels& all, const std::array<double, amounts>& at) {
    const auto mean = [](double sum, double rows) { return rows > 0 ? sum / rows : 1; };
    const double cost = at[action] + at[review];
    return {at[true_positive] * mean(all[1].act, all[1].rows) - at[false_negative] * mean(all[1].pass, all[1].rows) - cost,
            at[false_positive] * mean(all[0].act, all[0].rows) - at[true_negative] * mean(all[0].pass, all[0].rows) - cost};
}

std::optional<metrics::Limits> Stakes::break_even_limits(const Labels& all, double tail) const {
    const Gains at_means = gains(all);
    if (at_means.shape() != Gains::Shape::threshold) return std::nullopt;
    const double value = at_means.break_even();
    if (draws_.empty()) return metrics::Limits{value, value};
    std::vector<double> values;
    for (const auto& draw : draws_) {
        const Gains own = gains(all, draw);
        // Amounts that make acting always right have it pay at any probability, and the other way round.
        values.push_back(own.on_negative >= 0 ? 0 : own.on_positive <= 0 ? 1 : own.break_even());
    }
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) { return values[static_cast<std::size_t>(std::clamp(share * static_cast<double>(values.size()), 0.0, static_cast<double>(values.size() - 1)))]; };
    return metrics::Limits{std::min(value, at(tail)), std::max(value, at(1 - tail))};
}

Quantities quantities(const Labels& all, const Labels& above) {
    Quantities of{};
    const double flagged = above[0].rows + above[1].rows;
    of[true_positive] = above[1].act;
    of[false_positive] = above[0].act;
    of[false_negative] = all[1].pass - above[1].pass;
    of[true_negative] = all[0].pass - above[0].pass;
    of[action] = of[review] = -flagged;
    of[prediction] = -(all[0].rows + all[1].rows);
    return of;
}

Powers powers(const Stakes& stakes, const Labels& all, const Labels& above) {
    const auto& at = stakes.means();
    const double cost = at[action] + at[review] + at[prediction];
    const Labels below = less(all, above);
    Powers sum;
    for (std::size_t label = 0; label < 2; ++label) {
        const double act = at[label == 1 ? true_positive : false_positive], pass = at[label == 1 ? false_negative : true_negative];
        const Sums &up = above[label], &down = below[label];
        sum.merge(powers_of(act, cost, up.rows, up.act, up.act_act, up.act_act_act));
        sum.merge(powers_of(pass, at[prediction], down.rows, down.pass, down.pass_pass, down.pass_pass_pass));
    }
    return sum;
}

Powers powers_of_acting(const Stakes& stakes, const Labels& rows) {
    const auto& at = stakes.means();
    const double cost = at[action] + at[review];
    Powers sum;
    for (std::size_t label = 0; label < 2; ++label) {
        const double u = at[label == 1 ? true_positive : false_positive], w = at[label == 1 ? false_negative : true_negative];
        const Sums& of = rows[label];
        const double first = u * of.act - w * of.pass;
        const double second = u * u * of.act_act - 2 * u * w * of.act_pass + w * w * of.pass_pass;
        const double third = u * u * u * of.act_act_act - 3 * u * u * w * of.act_act_pass + 3 * u * w * w * of.act_pass_pass - w * w * w * of.pass_pass_pass;
        sum.merge(powers_of(1, cost, of.rows, first, second, third));
    }
    return sum;
}

}  // namespace value
