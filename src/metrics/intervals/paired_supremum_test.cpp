#include "metrics/intervals/paired_supremum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/coverage.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/statistics/confusion.h"

/// Two models before the same people, in groups: how often the limits of a difference of suprema lie beyond the truth.
namespace metrics {
namespace {

constexpr std::size_t parts = 64;
constexpr double tail = 0.025;

/// Rows of independent people in 64 parts; of the positives of each group either model finds its share, some of them the same.
struct World {
    std::vector<std::array<double, 2>> found;  ///< by group, by model
    int rows = 0;
    double rate = 0.5;
    double shared = 0.7;  ///< of the luck, that both models have in common
};

std::vector<GroupedPair> seen(const World& world, std::uint64_t seed, const char* id = "recall") {
    base::Random random(seed);
    std::vector<std::array<Split<Confusion>, 2>> groups(world.found.size());
    for (auto& group : groups) {
        for (auto& side : group) {
            side.parts.resize(parts);
            for (std::size_t part = 0; part < parts; ++part) side.keys.push_back(part);
            side.units = static_cast<std::int64_t>(parts);
        }
    }
    for (int row = 0; row < world.rows; ++row) {
        const auto group = static_cast<std::size_t>(random.below(world.found.size()));
        const std::size_t part = random.below(parts);
        const bool positive = random.uniform() < world.rate;
        const double common = random.uniform();
        const bool same = random.uniform() < world.shared;
        for (std::size_t model = 0; model < 2; ++model) {
            const double luck = same ? common : random.uniform();
            const bool flagged = luck < (positive ? world.found[group][model] : 0.3 * world.found[group][model]);
            const auto label = positive ? Confusion::Label::positive : Confusion::Label::negative;
            groups[group][model].parts[part].add(label, flagged, mass_one);
            groups[group][model].total.add(label, flagged, mass_one);
        }
    }
    Setting setting;
    setting.numbers = fallbacks_of(*find(id));
    GroupedPair pair;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        pair.first.push_back({std::to_string(i), evaluate(*find(id), groups[i][0], nullptr, setting)});
        pair.second.push_back({std::to_string(i), evaluate(*find(id), groups[i][1], nullptr, setting)});
    }
    return {pair};
}

double between(Between how, const std::vector<double>& values) {
    const double low = *std::min_element(values.begin(), values.end()), high = *std::max_element(values.begin(), values.end());
    switch (how) {
        case Between::difference: return high - low;
        case Between::ratio: return low / high;
        case Between::lowest: return low;
        case Between::highest: return high;
    }
    return 0;
}

double truth(Between how, const World& world) {
    std::vector<double> first, second;
    for (const auto& group : world.found) {
        first.push_back(group[0]);
        second.push_back(group[1]);
    }
    return between(how, first) - between(how, second);
}

Estimate difference(Between how, const std::vector<GroupedPair>& pairs) {
    std::vector<double> first, second;
    for (const auto& group : pairs.front().first) first.push_back(*group.estimate.value);
    for (const auto& group : pairs.front().second) second.push_back(*group.estimate.value);
    return paired_between_groups(how, pairs, between(how, first) - between(how, second), 1, 7);
}

TEST(PairedSuprema, ErrNoOftenerThanTheySayWhereTheJackknifeDoesNotHold) {
    const std::vector<World> worlds{
        {.found = {{0.6, 0.6}, {0.6, 0.6}}, .rows = 1000},                                                      // no gap in either: a bootstrap never covers
        {.found = {{0.7, 0.6}, {0.6, 0.6}}, .rows = 1000},                                                      // a gap that the other closes
        {.found = {{0.7, 0.6}, {0.7, 0.6}, {0.7, 0.6}, {0.5, 0.6}, {0.6, 0.6}}, .rows = 4000},                  // ties for the best
        {.found = {{0.55, 0.8}, {0.6, 0.8}, {0.65, 0.8}, {0.7, 0.8}, {0.6, 0.8}}, .rows = 2000, .shared = 0.2},
        {.found = {{0.9, 0.92}, {0.95, 0.97}, {0.97, 0.97}}, .rows = 900, .rate = 0.4},                         // few are missed
    };
    const int samples = base::coverage::samples(100);
    for (const Between how : {Between::difference, Between::ratio, Between::lowest}) {
        for (std::size_t world = 0; world < worlds.size(); ++world) {
            const double true_difference = truth(how, worlds[world]);
            int low = 0, high = 0;
            for (int sample = 0; sample < samples; ++sample) {
                const Estimate estimate = difference(how, seen(worlds[world], base::Random::mix(static_cast<std::uint64_t>(sample) + 1000 * world + 17)));
                ASSERT_TRUE(estimate.value);
                if (estimate.reason != Reason::none) continue;
                const Limits limits = estimate.limits(tail);
                EXPECT_LE(limits.low, *estimate.value);
                EXPECT_GE(limits.high, *estimate.value);
                low += limits.low > true_difference + 1e-12 ? 1 : 0;
                high += limits.high < true_difference - 1e-12 ? 1 : 0;
            }
            EXPECT_LE(low, base::coverage::errors_allowed(samples)) << static_cast<int>(how) << " world " << world;
            EXPECT_LE(high, base::coverage::errors_allowed(samples)) << static_cast<int>(how) << " world " << world;
        }
    }
}

TEST(PairedSuprema, AreNarrowerThanTwoIntervalsSideBySideWhereModelsAgree) {
    const World world{.found = {{0.75, 0.6}, {0.5, 0.6}}, .rows = 4000, .rate = 0.5, .shared = 1};
    const auto pairs = seen(world, 3);
    const Limits paired = difference(Between::difference, pairs).limits(tail);
    double apart = 0;
    for (const auto* side : {&pairs[0].first, &pairs[0].second}) {
        const auto& a = (*side)[0].estimate;
        const auto& b = (*side)[1].estimate;
        apart += std::hypot(a.limits(tail).high - *a.value, *b.value - b.limits(tail).low);
    }
    EXPECT_LT(paired.high - paired.low, 2 * apart);
}

TEST(PairedSuprema, ShowALargeChangeOfAGap) {
    const Estimate shown = difference(Between::difference, seen({.found = {{0.8, 0.6}, {0.4, 0.6}}, .rows = 4000}, 5));
    ASSERT_EQ(shown.reason, Reason::none);
    EXPECT_GT(shown.limits(tail).low, 0.2);
}

TEST(PairedSuprema, SayNothingOfAGroupOfAFewRows) {
    auto pairs = seen({.found = {{0.6, 0.5}, {0.6, 0.5}}, .rows = 80}, 9);
    const Estimate little = difference(Between::difference, pairs);
    EXPECT_EQ(little.reason, Reason::few_events);
    EXPECT_EQ(little.limits(tail).low, -1);
    EXPECT_EQ(little.limits(tail).high, 1);
}

TEST(PairedSuprema, OfTheSameModelAreNoDifference) {
    auto pairs = seen({.found = {{0.6, 0.5}, {0.7, 0.5}}, .rows = 4000}, 9);
    pairs[0].second = pairs[0].first;
    const Estimate none = difference(Between::difference, pairs);
    EXPECT_EQ(*none.value, 0);
    EXPECT_LE(none.limits ? none.limits(tail).high - none.limits(tail).low : 0, 1e-12);
}

/// Scores in ten bins; a model says everywhere more than the truth, by its error.
std::array<Split<Reliability>, 2> calibrated(double first_error, double second_error, int rows, std::uint64_t seed) {
    base::Random random(seed);
    std::array<Split<Reliability>, 2> both;
    for (auto& side : both) {
        side.parts.resize(parts);
        for (auto& part : side.parts) part.bins.resize(10);
        side.total.bins.resize(10);
        for (std::size_t part = 0; part < parts; ++part) side.keys.push_back(part);
        side.units = static_cast<std::int64_t>(parts);
    }
    for (int row = 0; row < rows; ++row) {
        const double p = 0.1 + 0.8 * random.uniform();
        const bool positive = random.uniform() < p;
        const std::size_t part = random.below(parts);
        for (std::size_t model = 0; model < 2; ++model) {
            const double score = p + (model == 0 ? first_error : second_error);
            both[model].total.add(score, positive, mass_one, 10);
            both[model].parts[part].add(score, positive, mass_one, 10);
        }
    }
    return both;
}

double error_of(const Split<Reliability>& of) {
    Setting setting;
    setting.numbers = fallbacks_of(*find("expected_calibration_error"));
    return *evaluate(*find("expected_calibration_error"), of, nullptr, setting).value;
}

TEST(PairedCalibrationErrors, ErrNoOftenerThanTheySay) {
    struct Case {
        double first, second;
        int rows;
    };
    for (const Case& one : {Case{0, 0, 1000}, Case{0.05, 0, 1000}, Case{0.05, -0.05, 1000}, Case{0.02, 0, 4000}, Case{0.08, 0.03, 2000}}) {
        const int samples = base::coverage::samples(100);
        int low = 0, high = 0;
        for (int sample = 0; sample < samples; ++sample) {
            const auto both = calibrated(one.first, one.second, one.rows, base::Random::mix(static_cast<std::uint64_t>(sample) + 99));
            const Estimate estimate = paired_calibration_error(both[0], both[1], error_of(both[0]) - error_of(both[1]), 5);
            ASSERT_EQ(estimate.reason, Reason::none);
            const double true_difference = std::abs(one.first) - std::abs(one.second);
            if (!estimate.limits) {
                EXPECT_EQ(*estimate.value, true_difference);
                continue;
            }
            const Limits limits = estimate.limits(tail);
            low += limits.low > true_difference + 1e-9 ? 1 : 0;
            high += limits.high < true_difference - 1e-9 ? 1 : 0;
        }
        EXPECT_LE(low, base::coverage::errors_allowed(samples)) << one.first << " against " << one.second;
        EXPECT_LE(high, base::coverage::errors_allowed(samples)) << one.first << " against " << one.second;
    }
}

TEST(LimitsApart, AreThoseOfBothAtHalfTheError) {
    Estimate a = Estimate::fact(0.3, 100), b = Estimate::fact(0.1, 100);
    a.limits = [](double t) { return Limits{0.3 - t, 0.3 + 2 * t}; };
    b.limits = [](double t) { return Limits{0.1 - 3 * t, 0.1 + 4 * t}; };
    const Estimate difference = limits_apart(a, b);
    EXPECT_NEAR(*difference.value, 0.2, 1e-15);
    EXPECT_NEAR(difference.limits(0.02).low, (0.3 - 0.01) - (0.1 + 0.04), 1e-15);
    EXPECT_NEAR(difference.limits(0.02).high, (0.3 + 0.02) - (0.1 - 0.03), 1e-15);
    EXPECT_EQ(limits_apart(Estimate::absent(Reason::no_rows), b).reason, Reason::no_rows);
}

}  // namespace
}  // namespace metrics
