#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/evaluate.h"
#include "metrics/intervals/before_labels.h"
#include "metrics/statistics/expected_runs.h"
#include "metrics/statistics/labelled_bands.h"

namespace metrics {

namespace {

struct World {
    std::vector<metrics::Run> labelled, scores;
};

/// Calibrated scores: a row's score is the probability of its label.
World world(std::uint64_t seed, std::size_t reference, std::size_t current, std::uint32_t units = 0) {
    base::Random random(seed);
    World made;
    for (std::size_t i = 0; i < reference; ++i) {
        const double score = random.uniform();
        made.labelled.push_back({Runs::key_of(score), units > 0 ? static_cast<std::uint32_t>(random.below(units)) : 0, random.uniform() < score ? 1u : 0u, mass_one});
    }
    for (std::size_t i = 0; i < current; ++i) made.scores.push_back({Runs::key_of(random.uniform()), 0, 0, mass_one});
    return made;
}

Setting half() {
    Setting setting;
    setting.numbers["threshold"] = 0.5;
    setting.amounts = Amounts{18, -2.5, -11, 0};
    return setting;
}

TEST(BeforeLabels, EveryEstimableMetricIsEstimatedAndItsIntervalHoldsTheValue) {
    const World made = world(1, 4000, 2000);
    const RunsInMemory reference(made.labelled), current(made.scores);
    int estimable = 0;
    for (const Metric* metric : catalogue()) {
        if (!metric->estimable) continue;
        ++estimable;
        ASSERT_TRUE(metric->needs.kind == Kind::confusion || metric->needs.kind == Kind::score_runs || metric->needs.kind == Kind::moments) << metric->id;
        ASSERT_FALSE(metric->needs.groups || metric->needs.reference) << metric->id;
        const Estimate estimate = estimate_before_labels(*metric, {reference}, {current}, half());
        ASSERT_TRUE(estimate.value.has_value()) << metric->id;
        EXPECT_EQ(estimate.reason, Reason::none) << metric->id;
        EXPECT_EQ(estimate.standing, Standing::estimated);
        EXPECT_EQ(estimate.rows, 2000);
        const Limits wide = estimate.limits(0.001);
        const Limits narrow = estimate.limits(0.1);
        EXPECT_LT(wide.low, narrow.low) << metric->id;
        EXPECT_GT(wide.high, narrow.high) << metric->id;
        EXPECT_LT(narrow.low, *estimate.value) << metric->id;
        EXPECT_GT(narrow.high, *estimate.value) << metric->id;
        EXPECT_GE(wide.low, metric->lowest);
        EXPECT_LE(wide.high, metric->highest);
    }
    EXPECT_GE(estimable, 12);
}

TEST(BeforeLabels, DoesNotLookAtLabelsOfTheCurrentRows) {
    World made = world(2, 3000, 1000);
    const RunsInMemory reference(made.labelled), current(made.scores);
    for (metrics::Run& run : made.scores) run.label = 1;
    const RunsInMemory all_positive(made.scores);
    const Metric& metric = *find("recall");
    EXPECT_EQ(*estimate_before_labels(metric, {reference}, {current}, half()).value, *estimate_before_labels(metric, {reference}, {all_positive}, half()).value);
}

TEST(BeforeLabels, HasAReasonWhereTheReferenceTeachesTooLittle) {
    const World made = world(3, 120, 500);
    const RunsInMemory reference(made.labelled), current(made.scores), nothing(std::vector<metrics::Run>{});
    const Metric& metric = *find("precision");
    EXPECT_EQ(estimate_before_labels(metric, {reference}, {current}, half()).reason, Reason::few_events);
    EXPECT_EQ(estimate_before_labels(metric, {nothing}, {current}, half()).reason, Reason::no_labels);
    EXPECT_EQ(estimate_before_labels(metric, {reference}, {nothing}, half()).reason, Reason::no_rows);
    const RunsInMemory one_class({{Runs::key_of(0.5), 0, 1, 50 * mass_one}});
    EXPECT_EQ(estimate_before_labels(metric, {one_class}, {current}, half()).reason, Reason::one_class);
}

TEST(BeforeLabels, WhatNeverVariedIsNoCertainty) {
    // Every label is what its score says: the reference has never seen it otherwise.
    std::vector<metrics::Run> labelled;
    for (int i = 0; i < 1000; ++i) labelled.push_back({Runs::key_of(i / 1000.0), 0, i >= 500 ? 1u : 0u, mass_one});
    const RunsInMemory perfect(labelled);
    for (const char* id : {"recall", "precision", "accuracy", "roc_auc"}) {
        const Estimate estimate = estimate_before_labels(*find(id), {perfect}, {perfect}, half());
        EXPECT_EQ(*estimate.value, 1) << id;
        EXPECT_EQ(estimate.reason, Reason::few_events) << id;
    }
}

TEST(BeforeLabels, IsWiderWhereLabelsComeInUnits) {
    const World made = world(4, 4000, 1000, 40);
    std::vector<metrics::Run> alike = made.labelled;
    // All labels of a unit are moved together: each unit is good or bad as a whole.
    for (metrics::Run& run : alike) run.label = run.unit % 2 == 0 ? 1 : run.label;
    std::vector<std::uint64_t> keys(40);
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = i;
    const RunsInMemory by_unit(alike, keys);
    for (metrics::Run& run : alike) run.unit = 0;
    const RunsInMemory by_row(alike), current(made.scores);
    const Metric& metric = *find("accuracy");
    const Estimate units = estimate_before_labels(metric, {by_unit}, {current}, half());
    const Estimate rows = estimate_before_labels(metric, {by_row}, {current}, half());
    EXPECT_EQ(*units.value, *rows.value);
    EXPECT_GT(units.limits(0.025).high - units.limits(0.025).low, 2 * (rows.limits(0.025).high - rows.limits(0.025).low));
}

TEST(BeforeLabels, SaysWhenScoresLieBeyondTheReference) {
    const World made = world(5, 2000, 1000);
    std::vector<metrics::Run> far = made.scores;
    far.push_back({Runs::key_of(7), 0, 0, 300 * mass_one});
    const RunsInMemory reference(made.labelled), current(far);
    EXPECT_NE(estimate_before_labels(*find("recall"), {reference}, {current}, half()).detail.find("beyond those of the reference"), std::string::npos);
}

/// Half of the rows at each score: what the reference says happens is what is realised.
TEST(BeforeLabels, EstimateAndRealisedValueAreOneFormula) {
    std::vector<metrics::Run> labelled;
    for (int i = 0; i <= 10; ++i) {
        const double score = i / 10.0;
        labelled.push_back({Runs::key_of(score), 0, 1, (1 + i) * 20 * mass_one});
        labelled.push_back({Runs::key_of(score), 0, 0, (11 - i) * 20 * mass_one});
    }
    const RunsInMemory reference(labelled);
    const Setting setting = half();
    for (const Metric* metric : catalogue()) {
        if (!metric->estimable) continue;
        Split<Moments> losses;
        reference.visit([&](const metrics::Run& run) {
            for (Mass left = run.mass; left > 0; left -= mass_one) losses.total.add(metric->needs.expression, run.label == 1, Runs::value_of(run.key), mass_one);
        });
        losses.units = losses.total.tally.rows;
        const Statistic realised = metric->needs.kind == Kind::moments ? Statistic(losses) : metric->needs.kind == Kind::confusion ? Statistic(confusion_of(reference, 0.5)) : Statistic(std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(labelled)));
        const Estimate estimated = estimate_before_labels(*metric, {reference}, {reference}, setting);
        EXPECT_NEAR(*estimated.value, *evaluate(*metric, realised, nullptr, setting).value, 1e-12) << metric->id;
    }
}

TEST(LabelledBands, CountsWhoHasAnOutcomeByScore) {
    std::vector<metrics::Run> scores, labelled;
    for (int i = 0; i < 100; ++i) {
        scores.push_back({Runs::key_of(i / 100.0), 0, 0, mass_one});
        if (i >= 70) labelled.push_back({Runs::key_of(i / 100.0), 0, 1, mass_one});
    }
    const auto bands = labelled_bands(RunsInMemory(scores), RunsInMemory(labelled), 10);
    ASSERT_EQ(bands.size(), 10u);
    double rows = 0;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        rows += bands[i].rows;
        EXPECT_EQ(bands[i].labelled, i >= 7 ? bands[i].rows : 0) << i;
    }
    EXPECT_EQ(rows, 100);
    EXPECT_TRUE(labelled_bands(RunsInMemory(std::vector<metrics::Run>{}), RunsInMemory(std::vector<metrics::Run>{})).empty());
}

}  // namespace

}  // namespace metrics
