#include "plan/decay.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>

#include "base/golden_test.h"
#include "base/random.h"

namespace plan {

namespace {

using base::json::value;

std::vector<Point> points_in(const value& one) {
    std::vector<Point> points;
    const auto &ages = one.at("ages").as_array(), &values = one.at("values").as_array();
    for (std::size_t i = 0; i < ages.size(); ++i) points.push_back({ages[i].to_number<double>(), values[i].to_number<double>()});
    return points;
}

}  // namespace

TEST(Decay, AgreesWithAnIndependentComputation) {
    const value document = base::golden("decay.json");
    for (const value& one : document.at("cases").as_array()) {
        const auto points = points_in(one);
        const double level = one.at("level").to_number<double>();
        const Decay found = decay(points, level);
        SCOPED_TRACE(points.size());
        ASSERT_TRUE(found.slope);
        EXPECT_NEAR(*found.slope, one.at("slope").to_number<double>(), 1e-12);
        EXPECT_NEAR(found.start, one.at("start").to_number<double>(), 1e-12);
        const auto rank = one.at("rank").to_number<std::int64_t>();
        if (rank == 0) {
            EXPECT_FALSE(found.interval);
            EXPECT_GT(found.enough, found.windows);
            continue;
        }
        EXPECT_EQ(rank_of_limit(found.windows, level), rank);
        ASSERT_TRUE(found.interval);
        EXPECT_NEAR(found.resemblance, one.at("resemblance").to_number<double>(), 1e-12);
        EXPECT_NEAR(found.interval->low, one.at("low").to_number<double>(), 1e-12);
        EXPECT_NEAR(found.interval->high, one.at("high").to_number<double>(), 1e-12);
    }
}

TEST(Decay, SaysNothingSureOfTooFewWindows) {
    const std::vector<Point> none, one{{1, 0.5}}, four{{1, 0.9}, {2, 0.8}, {3, 0.7}, {4, 0.6}};
    EXPECT_FALSE(decay(none, 0.95).slope);
    EXPECT_FALSE(decay(one, 0.95).slope);
    EXPECT_FALSE(decay(four, 0.95).interval) << "four windows can fall in a row by chance";
    EXPECT_EQ(decay(four, 0.95).enough, 5);
    EXPECT_EQ(decay(four, 0.9).enough, 4);
    EXPECT_TRUE(decay(four, 0.9).interval);
}

TEST(Decay, IsNotBentBySingleWindows) {
    std::vector<Point> points;
    for (int i = 0; i < 15; ++i) points.push_back({7.0 * i, 0.6 - 0.001 * 7 * i});
    points[12].value = 40;
    points[3].value = -40;
    EXPECT_NEAR(*decay(points, 0.95).slope, -0.001, 1e-9);
}

TEST(Decay, HoldsTheTrueSlopeAsOftenAsItSays) {
    for (const int windows : {5, 12, 40}) {
        int held = 0;
        const int samples = 1000;
        for (int seed = 0; seed < samples; ++seed) {
            base::Random random(base::Random::mix(static_cast<std::uint64_t>(seed * 100 + windows)));
            std::vector<Point> points;
            for (int i = 0; i < windows; ++i) points.push_back({3.5 + 7 * i, 0.6 - 0.0004 * 7 * i + 0.05 * random.normal()});
            const Decay found = decay(points, 0.95);
            held += found.interval->low <= -0.0004 && -0.0004 <= found.interval->high;
        }
        EXPECT_GE(held, 930) << windows << " windows";
    }
}

}  // namespace plan
