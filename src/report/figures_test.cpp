#include "report/figures.h"

#include <gtest/gtest.h>

#include <numeric>

#include "report/testing.h"

namespace report {

namespace {

using metrics::Histogram;
using metrics::Kind;
using metrics::mass_one;
using metrics::Run;
using metrics::Runs;
using metrics::RunsInMemory;
using metrics::Split;

metrics::Metric reading(Kind kind) {
    metrics::Metric metric = testing::metric("m", metrics::Scale::number);
    metric.needs.kind = kind;
    return metric;
}

metrics::Statistic categories(const std::vector<std::pair<std::string, int>>& counts) {
    Split<Histogram> split;
    for (const auto& [name, count] : counts) {
        split.total.categories[name] = count * mass_one;
        for (int i = 0; i < count; ++i) split.total.tally.add(mass_one);
    }
    return split;
}

std::shared_ptr<const Runs> scores(const std::vector<std::pair<double, std::uint32_t>>& rows) {
    std::vector<Run> runs;
    for (const auto& [score, label] : rows) runs.push_back({.key = Runs::key_of(score), .unit = 0, .label = label, .mass = mass_one});
    return std::make_shared<RunsInMemory>(std::move(runs));
}

}  // namespace

TEST(Figure, OfTwoHistogramsHasTheirShares) {
    const auto reference = categories({{"a", 3}, {"b", 1}});
    const auto current = categories({{"a", 1}, {"b", 1}});
    const auto figure = figure_of(reading(Kind::histogram), current, &reference, 10);
    ASSERT_TRUE(figure);
    EXPECT_EQ(figure->labels, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(figure->reference, (std::vector<double>{0.75, 0.25}));
    EXPECT_EQ(figure->current, (std::vector<double>{0.5, 0.5}));
}

TEST(Figure, GathersSmallCategoriesWithoutLosingAnyShare) {
    std::vector<std::pair<std::string, int>> counts;
    for (int i = 0; i < 40; ++i) counts.emplace_back("c" + std::to_string(i), i + 1);
    const auto sample = categories(counts);
    const auto figure = figure_of(reading(Kind::histogram), sample, &sample, 10);
    ASSERT_TRUE(figure);
    EXPECT_EQ(figure->labels.size(), 13u);
    EXPECT_EQ(figure->labels.back(), "(28 others)");
    EXPECT_NEAR(std::accumulate(figure->current.begin(), figure->current.end(), 0.0), 1, 1e-12);
    EXPECT_NEAR(figure->current.back(), 28.0 * 29 / 2 / (40.0 * 41 / 2), 1e-12);  // the 28 smallest: 1 + ... + 28 of 820
}

TEST(Figure, OfAComparisonNeedsItsReference) {
    EXPECT_FALSE(figure_of(reading(Kind::histogram), categories({{"a", 1}}), nullptr, 10));
    const auto empty = categories({});
    EXPECT_FALSE(figure_of(reading(Kind::histogram), categories({{"a", 1}}), &empty, 10));
}

// scikit-learn's documented example: y = 0 0 1 1, scores 0.1 0.4 0.35 0.8 -> fpr 0 0 .5 .5 1, tpr 0 .5 .5 1 1.
TEST(Figure, RocCurveIsTheOneOfScikitLearn) {
    const auto figure = figure_of(reading(Kind::score_runs), scores({{0.1, 0}, {0.4, 0}, {0.35, 1}, {0.8, 1}}), nullptr, 10);
    ASSERT_TRUE(figure);
    const std::vector<std::pair<double, double>> expected{{0, 0}, {0, 0.5}, {0.5, 0.5}, {0.5, 1}, {1, 1}};
    EXPECT_EQ(figure->points, expected);
}

TEST(Figure, RocCurveGoesStraightThroughTies) {
    const auto figure = figure_of(reading(Kind::score_runs), scores({{0.5, 0}, {0.5, 1}, {0.5, 1}}), nullptr, 10);
    ASSERT_TRUE(figure);
    EXPECT_EQ(figure->points, (std::vector<std::pair<double, double>>{{0, 0}, {1, 1}}));
}

TEST(Figure, RocCurveHasAtMostTwoHundredPointsFromCornerToCorner) {
    std::vector<std::pair<double, std::uint32_t>> rows;
    for (std::uint32_t i = 0; i < 5000; ++i) rows.emplace_back(i / 5000.0, (i * 7919) % 3 == 0 ? 1 : 0);
    const auto figure = figure_of(reading(Kind::score_runs), scores(rows), nullptr, 10);
    ASSERT_TRUE(figure);
    EXPECT_LE(figure->points.size(), 200u);
    EXPECT_GT(figure->points.size(), 100u);
    EXPECT_EQ(figure->points.front(), (std::pair<double, double>{0, 0}));
    EXPECT_EQ(figure->points.back(), (std::pair<double, double>{1, 1}));
}

TEST(Figure, RocCurveNeedsBothLabels) {
    EXPECT_FALSE(figure_of(reading(Kind::score_runs), scores({{0.5, 1}}), nullptr, 10));
}

TEST(Figure, OfTwoSamplesOfValuesIsNotStretchedByOneFarValue) {
    std::vector<std::pair<double, std::uint32_t>> rows;
    for (int i = 0; i < 1000; ++i) rows.emplace_back(i, 0u);
    rows.emplace_back(1e12, 0u);
    const metrics::Statistic sample = scores(rows);
    const auto figure = figure_of(reading(Kind::value_runs), sample, &sample, 10);
    ASSERT_TRUE(figure);
    EXPECT_EQ(figure->labels.size(), 30u);
    EXPECT_EQ(figure->reference, figure->current);
    EXPECT_NEAR(figure->current[15], 1.0 / 30, 0.01);
    EXPECT_NEAR(std::accumulate(figure->current.begin(), figure->current.end(), 0.0), 1, 1e-12);
}

TEST(Figure, ReliabilityShowsMeanScoreShareAndWeightOfEachBin) {
    Split<metrics::Reliability> split;
    split.total.add(0.2, false, mass_one, 2);
    split.total.add(0.4, true, mass_one, 2);
    split.total.add(0.9, true, 2 * mass_one, 2);
    const auto figure = figure_of(reading(Kind::reliability), split, nullptr, 2);
    ASSERT_TRUE(figure);
    ASSERT_EQ(figure->points.size(), 2u);
    EXPECT_NEAR(figure->points[0].first, 0.3, 1e-15);
    EXPECT_EQ(figure->points[0].second, 0.5);
    EXPECT_NEAR(figure->points[1].first, 0.9, 1e-15);
    EXPECT_EQ(figure->sizes, (std::vector<double>{0.5, 0.5}));
}

}  // namespace report
