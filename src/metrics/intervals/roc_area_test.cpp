#include "metrics/intervals/roc_area.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/intervals/precision_area.h"

namespace metrics {

namespace {

struct Row {
    double score;
    bool positive;
    std::uint32_t unit;
};

/// Forty units that differ in how well they are ranked, with many ties.
std::vector<Row> sample(std::uint64_t seed) {
    base::Random random(seed);
    std::vector<Row> rows;
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        const double skill = random.uniform();
        for (std::uint64_t i = 0; i < 5 + random.below(20); ++i) {
            const bool positive = random.uniform() < 0.4;
            const double score = random.uniform() * (1 - skill) + (positive ? skill : 0);
            rows.push_back({std::round(score * 20) / 20, positive, unit});
        }
    }
    return rows;
}

RunsInMemory runs_of(const std::vector<Row>& rows, std::size_t units = 0) {
    std::vector<Run> runs;
    for (const Row& row : rows) {
        runs.push_back({Runs::key_of(row.score), units > 0 ? row.unit : 0, row.positive ? 1u : 0u, mass_one});
    }
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < units; ++i) keys.push_back(i);
    return RunsInMemory(std::move(runs), std::move(keys));
}

std::vector<Row> without(const std::vector<Row>& rows, std::uint32_t unit) {
    std::vector<Row> rest;
    for (const Row& row : rows) {
        if (row.unit != unit) rest.push_back(row);
    }
    return rest;
}

TEST(RocArea, WithoutAUnitIsTheAreaOfTheOtherRows) {
    const auto rows = sample(3);
    const Estimate estimate = area_under_roc(runs_of(rows, 40));
    ASSERT_EQ(estimate.replicates.size(), 40u);
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        EXPECT_NEAR(estimate.replicates[unit].value, *area_under_roc(runs_of(without(rows, unit))).value, 1e-12) << unit;
    }
    EXPECT_EQ(*estimate.value, *area_under_roc(runs_of(rows)).value);
}

// Influence is a first-order answer, so it is compared as a whole: the variance that it gives.
TEST(AveragePrecision, VariesWithUnitsAsLeavingThemOutDoes) {
    const auto rows = sample(4);
    const Estimate estimate = average_precision_of(runs_of(rows, 40));
    ASSERT_EQ(estimate.replicates.size(), 40u);
    double by_influence = 0;
    double by_omission = 0;
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        const double left = *average_precision_of(runs_of(without(rows, unit))).value;
        by_omission += (left - *estimate.value) * (left - *estimate.value);
        by_influence += std::pow(estimate.replicates[unit].value - *estimate.value, 2);
    }
    EXPECT_NEAR(by_influence / by_omission, 1, 0.1);
}

TEST(RocArea, FindsNewcombesLimits) {
    // SciPy 1.17.1, brentq over the formula.
    const Limits limits = newcombe_limits(0.9, 20, 30, 0.025);
    EXPECT_NEAR(limits.low, 0.7642509184409757, 1e-9);
    EXPECT_NEAR(limits.high, 0.9588334991007633, 1e-9);
    const Limits perfect = newcombe_limits(1, 10, 10, 0.025);
    EXPECT_NEAR(perfect.low, 0.8002136128811156, 1e-9);
    EXPECT_EQ(perfect.high, 1);
    const Limits reversed = newcombe_limits(0, 10, 10, 0.025);
    EXPECT_EQ(reversed.low, 0);
    EXPECT_NEAR(reversed.high, 1 - 0.8002136128811156, 1e-9);
}

TEST(RocArea, IsNotCertainOfPerfectSeparation) {
    std::vector<Row> rows;
    for (int i = 0; i < 10; ++i) rows.push_back({i < 5 ? 0.1 : 0.9, i >= 5, 0});
    const Estimate estimate = area_under_roc(runs_of(rows));
    EXPECT_EQ(*estimate.value, 1);
    EXPECT_LT(estimate.limits(0.025).low, 0.8);
    EXPECT_EQ(estimate.limits(0.025).high, 1);
}

TEST(RocArea, NeedsTwoOfEachClass) {
    const Estimate estimate = area_under_roc(runs_of({{0.1, false, 0}, {0.2, false, 0}, {0.7, true, 0}}));
    EXPECT_EQ(estimate.reason, Reason::few_events);
    EXPECT_TRUE(estimate.value.has_value());
    EXPECT_EQ(estimate.limits(0.025).low, 0);
    EXPECT_EQ(area_under_roc(runs_of({{0.1, false, 0}})).reason, Reason::one_class);
    EXPECT_EQ(area_under_roc(runs_of({})).reason, Reason::no_rows);
}

TEST(AveragePrecision, DoesNotDecideOnFewPositives) {
    std::vector<Row> rows;
    for (int i = 0; i < 400; ++i) rows.push_back({i / 400.0, i % 22 == 0, 0});
    EXPECT_EQ(average_precision_of(runs_of(rows)).reason, Reason::few_events);
    for (int i = 0; i < 400; ++i) rows.push_back({i / 400.0, i % 22 == 0, 0});
    EXPECT_EQ(average_precision_of(runs_of(rows)).reason, Reason::none);
}

// A weight of two is not two rows: the value is the same and so is what is known of it.
TEST(RocArea, IsNoSurerWhenEveryRowWeighsDouble) {
    std::vector<metrics::Run> once;
    std::vector<metrics::Run> twice;
    for (const Row& row : sample(5)) once.push_back({Runs::key_of(row.score), 0, row.positive ? 1u : 0u, mass_one});
    for (metrics::Run run : once) {
        run.mass *= 2;
        twice.push_back(run);
    }
    RunsInMemory heavy(std::move(twice));
    heavy.tally.squares = 2 * heavy.tally.weight;  // runs hold masses, not rows: the source adds up squared weights
    const Estimate light = area_under_roc(RunsInMemory(std::move(once)));
    const Estimate same = area_under_roc(heavy);
    EXPECT_EQ(*light.value, *same.value);
    EXPECT_NEAR(light.limits(0.025).low, same.limits(0.025).low, 1e-12);
}

}  // namespace

}  // namespace metrics
