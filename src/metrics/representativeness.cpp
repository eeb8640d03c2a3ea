#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/intervals/jackknife.h"
#include "metrics/intervals/proportion.h"
#include "metrics/metric.h"

namespace metrics {

namespace {

constexpr std::size_t weights_shown_max = 8;
/// Shares that add up to 1 but for rounding leave nothing over for other categories.
constexpr double rounding = 1e-9;

/// A category of the population; the last one may be all others together.
struct Category {
    std::string name;
    double declared = 0;
    double found = 0;  ///< share in the data
    Estimate share;    ///< with its limits
};

Mass present(const Histogram& of) { return of.tally.weight - of.missing; }

Mass mass_of(const Histogram& of, const std::string& name) {
    const auto found = of.categories.find(name);
    return found == of.categories.end() ? 0 : found->second;
}

/// Rows whose category the population does not name.
Mass mass_of_others(const Histogram& of, const std::map<std::string, double>& population) {
    Mass rest = present(of);
    for (const auto& [name, share] : population) rest -= mass_of(of, name);
    return rest;
}

template <class MassOf>
Estimate share_of(const Split<Histogram>& of, MassOf mass_of_category) {
    const Histogram& total = of.total;
    const auto all = static_cast<double>(present(total));
    Estimate estimate;
    estimate.value = static_cast<double>(mass_of_category(total)) / all;
    const double present_part = all / static_cast<double>(total.tally.weight);
    estimate.rows = std::llround(static_cast<double>(total.tally.rows) * present_part);
    if (of.clustered()) {
        std::vector<Replicate> replicates;
        for (std::size_t g = 0; g < of.parts.size(); ++g) {
            const Mass rest = present(total) - present(of.parts[g]);
            const Mass hits = mass_of_category(total) - mass_of_category(of.parts[g]);
            const double without = rest > 0 ? static_cast<double>(hits) / static_cast<double>(rest) : *estimate.value;
            replicates.push_back({of.keys[g], without, static_cast<double>(present(of.parts[g])) / all});
        }
        jackknife(estimate, std::move(replicates), Transform::logit, 0, 1);
        return estimate;
    }
    const double count = total.tally.effective() * present_part;
    estimate.limits = [events = *estimate.value * count, count](double tail) { return share_limits(events, count, tail); };
    return estimate;
}

std::vector<Category> categories_of(const Split<Histogram>& of, const std::map<std::string, double>& population) {
    std::vector<Category> categories;
    double declared = 0;
    for (const auto& [name, share] : population) {
        declared += share;
        categories.push_back({name, share, 0, share_of(of, [&](const Histogram& h) { return mass_of(h, name); })});
    }
    const double rest = std::max(0.0, 1 - declared);
    if (rest > rounding || mass_of_others(of.total, population) > 0) {
        categories.push_back({"(others)", rest > rounding ? rest : 0, 0, share_of(of, [&](const Histogram& h) { return mass_of_others(h, population); })});
    }
    for (Category& category : categories) category.found = *category.share.value;
    return categories;
}

double furthest(const std::vector<Category>& categories) {
    double most = 0;
    for (const Category& category : categories) most = std::max(most, std::abs(category.found - category.declared));
    return most;
}

/// The largest of many deviations: its upper limit is the largest of theirs, because only the true extreme matters; for the
/// lower one the error is divided among them and their two sides (engine S).
Limits limits_of(const std::vector<Category>& categories, double value, double tail) {
    Limits limits{0, value};
    const double each = tail / static_cast<double>(2 * categories.size());
    for (const Category& category : categories) {
        const Limits wide = category.share.limits(each);
        const Limits plain = category.share.limits(tail);
        limits.low = std::max({limits.low, wide.low - category.declared, category.declared - wide.high});
        limits.high = std::max({limits.high, plain.high - category.declared, category.declared - plain.low});
    }
    return {std::min(limits.low, value), std::min(1.0, limits.high)};
}

/// A row of a category counts declared / found; then the shares are the population's, and the rows are worth
/// (sum w)^2 / sum w^2 of as many equal ones.
void add_weights(Estimate& estimate, const std::vector<Category>& categories) {
    std::string missing;
    std::string shown;
    double squares = 0;
    for (const Category& category : categories) {
        if (category.declared > 0 && category.found <= 0) missing += (missing.empty() ? "" : ", ") + category.name;
        if (category.found <= 0) continue;
        const double weight = category.declared / category.found;
        estimate.weights.emplace_back(category.name, weight);
        squares += category.declared * weight;
        if (estimate.weights.size() <= weights_shown_max) shown += fmt::format("{}{} {:.3g}", shown.empty() ? "" : ", ", category.name, weight);
    }
    if (!missing.empty()) {
        estimate.weights.clear();
        estimate.detail = "no weights would repair it, for there are no rows of: " + missing;
        return;
    }
    if (estimate.weights.size() > weights_shown_max) shown += fmt::format(" and {} more", estimate.weights.size() - weights_shown_max);
    estimate.detail = fmt::format("weights that would repair it: {}; the {} rows would then be worth {:.0f}", shown, estimate.rows, static_cast<double>(estimate.rows) / squares);
}

Estimate evaluate_representativeness(const Split<Histogram>& of, const Setting& setting) {
    const Histogram& total = of.total;
    if (setting.population.empty()) return Estimate::absent(Reason::no_population);
    if (total.tally.rows == 0) return Estimate::absent(Reason::no_rows);
    if (present(total) == 0) return Estimate::absent(Reason::no_denominator, "no row has a value");
    // Numbers are asked for as names; what a profile keeps of them is not.
    if (!total.is_categorical()) return Estimate::absent(Reason::wrong_type, "the profile keeps where numbers lie, and not which they are; name the file itself");
    const auto categories = categories_of(of, setting.population);
    Estimate estimate;
    estimate.value = furthest(categories);
    estimate.method = of.clustered() ? "largest of shares, jackknife over units" : "largest of shares, mid-P";
    estimate.rows = categories.front().share.rows;
    estimate.left_out = total.tally.rows - estimate.rows;
    estimate.units_named = of.clustered();
    estimate.units = of.clustered() ? of.units : estimate.rows;
    estimate.units_exact = of.units_exact;
    add_weights(estimate, categories);
    for (const Category& category : categories) {
        // Too few units for one category are too few to be sure that it is not the one furthest away.
        if (category.share.reason != Reason::none) estimate.reason = category.share.reason;
    }
    estimate.limits = [categories, value = *estimate.value](double tail) { return limits_of(categories, value, tail); };
    return estimate;
}

}  // namespace

/// One number for a whole population; category_share holds each of its groups to its own share.
extern const Metric representativeness{
    .id = "representativeness",
    .family = Family::data,
    .summary = "Largest deviation of a category's share in the data from its declared share of the population.",
    .words = {.sentence = "The share of a category of {column} is at most {value} from the population's"},
    .estimand = "The largest difference between the shares of categories in this process and those that the population is declared to have.",
    .formula = "max over categories of |share of the rows that have a value - declared share|; categories that are not declared count together",
    .source = "Definition. Weights: Kish 1965, Survey Sampling (post-stratification; effective size n / sum of declared^2 / found).",
    .interval = "Upper: the largest of the categories' limits; lower: the same with the error divided among the categories. Mid-P; jackknife over named units.",
    .needs = {.kind = Kind::histogram, .column = true, .population = true},
    .lowest = 0,
    .highest = 1,
    .better = Better::lower,
    .scale = Scale::share,
    .example = {.current = {30, 70}, .current_size = 2, .value = 0.2, .says = "Declared are 50 and 50 percent, found 30 and 70: 0.2."},
    .evaluate = evaluate_representativeness,
};

}  // namespace metrics
