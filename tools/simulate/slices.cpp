#include "tools/simulate/slices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "verdicts/slices.h"

namespace simulate {
namespace {

using namespace metrics;
using namespace metrics::slices;

// Decisions with features; those in the planted slice are wrong more often.
struct World {
    std::string situation{};
    std::size_t rows = 4000;
    double error = 0.1;
    double error_in_slice = 0.1;
    Slice planted{};
    std::size_t rows_per_unit = 1;  // 1: rows are independent
    double unit_deviation = 0;      // of the chance of an error, from unit to unit, as a multiple of it
    const char* metric = "accuracy";
    bool found = false;             // whether it is asked how often the planted slice is found, or how often anything is
    bool chosen_before = false;     // twenty slices are judged whatever the search would say
    double lowest = 0;
    double highest = 1;
};

Feature ordered(int codes) {
    Feature feature{codes, {}};
    for (int first = 0; first < codes; ++first) {
        for (int last = first; last < codes; ++last) {
            if (first > 0 || last < codes - 1) feature.conditions.push_back({static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last)});
        }
    }
    return feature;
}

Feature categories(int codes) {
    Feature feature{codes, {}};
    for (int code = 0; code < codes; ++code) feature.conditions.push_back({static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(code)});
    return feature;
}

// Both halves. Features are those of the row, but the last two those of the unit.
void draw(const World& world, std::uint64_t seed, metrics::slices::Table& searched, HeldOut& held_out) {
    base::Random random(seed);
    const std::vector<Feature> features{ordered(10), ordered(10), categories(8), categories(4), ordered(6), categories(12)};
    searched.features = features;
    searched.codes.resize(features.size());
    held_out.codes.resize(features.size());
    held_out.metric = find(world.metric);
    held_out.setting.numbers["threshold"] = 0.5;
    const bool of_scores = held_out.metric->needs.kind == Kind::moments;
    for (std::size_t unit = 0; unit * world.rows_per_unit < world.rows; ++unit) {
        const double factor = std::max(0.0, 1 + world.unit_deviation * random.normal());
        std::vector<std::uint8_t> codes;
        for (const Feature& feature : features) codes.push_back(static_cast<std::uint8_t>(random.below(static_cast<std::uint64_t>(feature.codes))));
        for (std::size_t i = 0; i < world.rows_per_unit; ++i) {
            for (std::size_t feature = 0; feature + 2 < features.size(); ++feature) codes[feature] = static_cast<std::uint8_t>(random.below(static_cast<std::uint64_t>(features[feature].codes)));
            auto& into = unit % 2 == 0 ? searched.codes : held_out.codes;
            for (std::size_t feature = 0; feature < features.size(); ++feature) into[feature].push_back(codes[feature]);
            const bool planted = !world.planted.empty() && holds(world.planted, into, into[0].size() - 1);
            const bool wrong = random.uniform() < std::min(1.0, factor * (planted ? world.error_in_slice : world.error));
            const double score = wrong ? 0.2 + 0.2 * random.uniform() : 0.7 + 0.3 * random.uniform();
            const double loss = of_scores ? (1 - score) * (1 - score) : wrong ? 1 : 0;
            if (unit % 2 == 0) {
                searched.losses.push_back(static_cast<std::uint16_t>(loss * loss_steps));
                continue;
            }
            held_out.outcomes.push_back(outcome_of(Confusion::Label::positive, score >= 0.5));
            held_out.losses.push_back(loss);
            if (of_scores) held_out.values.push_back(score);
            if (world.rows_per_unit > 1) held_out.units.push_back(base::Random::mix(unit));
        }
    }
}

// Half of the rows of either are rows of both.
bool is_mostly(const Slice& one, const Slice& other, const HeldOut& rows) {
    std::size_t both = 0, either = 0;
    for (std::size_t row = 0; row < rows.outcomes.size(); ++row) {
        const bool in_one = holds(one, rows.codes, row);
        const bool in_other = holds(other, rows.codes, row);
        both += in_one && in_other;
        either += in_one || in_other;
    }
    return 2 * both >= either;
}

// Every category of two features: slices as small as a twenty-fourth of the rows.
std::vector<Found> twenty() {
    std::vector<Found> found;
    for (const auto& [feature, codes] : {std::pair{std::size_t{2}, 8}, std::pair{std::size_t{5}, 12}}) {
        for (int code = 0; code < codes; ++code) {
            Found& slice = found.emplace_back();
            slice.slice.push_back({feature, {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(code)}});
        }
    }
    return found;
}

Property of(const World& world, const Plan& plan) {
    Property property{world.situation, 0, std::max<std::int64_t>(1, plan.replicates / 4), world.lowest, world.highest};
    for (std::int64_t i = 0; i < property.of; ++i) {
        metrics::slices::Table searched;
        HeldOut held_out;
        draw(world, base::Random::mix(plan.seed + static_cast<std::uint64_t>(i)), searched, held_out);
        const Rules rules{.rows_min = std::max(30.0, 0.01 * static_cast<double>(searched.rows())), .threads = static_cast<unsigned>(plan.threads)};
        const std::vector<Found> slices = world.chosen_before ? twenty() : search(searched, rules).slices;
        const auto verdicts = verdicts::judge_slices(Jury(held_out), *held_out.metric, slices, 0.95);
        bool counts = false;
        for (std::size_t slice = 0; slice < verdicts.size(); ++slice) {
            counts = counts || (verdicts[slice].confirmed && (!world.found || is_mostly(slices[slice].slice, world.planted, held_out)));
        }
        property.times += counts;
    }
    return property;
}

}  // namespace

std::vector<Property> slice_properties(const Plan& plan) {
    const Slice planted{{0, {7, 9}}, {2, {3, 3}}};  // 3.75 % of the rows
    const Slice narrow{{0, {5, 9}}, {1, {0, 4}}, {3, {2, 2}}};  // 6.25 %
    const std::vector<World> worlds{
        {.situation = "slices, 4,000 rows, errors in 10 % everywhere: any slice is confirmed", .highest = 0.025},
        {.situation = "slices, 4,000 rows, errors in 1 % everywhere: any slice is confirmed", .error = 0.01, .highest = 0.025},
        {.situation = "slices, 20,000 rows, errors in 10 % everywhere: any slice is confirmed", .rows = 20'000, .highest = 0.025},
        {.situation = "slices, Brier score, 4,000 rows, alike everywhere: any slice is confirmed", .metric = "brier_score", .highest = 0.025},
        {.situation = "slices, 400 persons of 20 rows, alike but for the person: any slice is confirmed", .rows = 8'000, .rows_per_unit = 20, .unit_deviation = 0.8, .highest = 0.025},
        {.situation = "slices, 60 days of 100 rows, alike but for the day: any slice is confirmed", .rows = 6'000, .rows_per_unit = 100, .unit_deviation = 0.5, .highest = 0.025},
        {.situation = "twenty slices chosen beforehand, 4,000 rows, errors in 10 % everywhere: any is confirmed", .chosen_before = true, .highest = error_max},
        {.situation = "twenty slices chosen beforehand, 4,000 rows, errors in 1 % everywhere: any is confirmed", .error = 0.01, .chosen_before = true, .highest = error_max},
        {.situation = "twenty slices chosen beforehand, Brier score, 4,000 rows, alike everywhere: any is confirmed", .metric = "brier_score", .chosen_before = true, .highest = error_max},
        {.situation = "twenty slices chosen beforehand, 400 persons of 20 rows, alike but for the person: any is confirmed", .rows = 8'000, .rows_per_unit = 20, .unit_deviation = 0.8, .chosen_before = true, .highest = error_max},
        {.situation = "twenty slices chosen beforehand, 60 days of 100 rows, alike but for the day: any is confirmed", .rows = 6'000, .rows_per_unit = 100, .unit_deviation = 0.5, .chosen_before = true, .highest = error_max},
        {.situation = "slices, 10,000 rows, errors in 10 %, in 40 % of a slice of 3.75 %: it is found", .rows = 10'000, .error_in_slice = 0.4, .planted = planted, .found = true, .lowest = 0.9},
        {.situation = "slices, 40,000 rows, errors in 10 %, in 20 % of a slice of 3.75 %: it is found", .rows = 40'000, .error_in_slice = 0.2, .planted = planted, .found = true, .lowest = 0.9},
        {.situation = "slices, 20,000 rows, errors in 10 %, in 30 % of a slice of three conditions and 6.25 %: it is found", .rows = 20'000, .error_in_slice = 0.3, .planted = narrow, .found = true, .lowest = 0.9},
    };
    std::vector<Property> found;
    for (const World& world : worlds) {
        if (plan.only.empty() || world.situation.find(plan.only) != std::string::npos) found.push_back(of(world, plan));
    }
    return found;
}

}  // namespace simulate
