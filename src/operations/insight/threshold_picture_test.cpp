#include "operations/insight/threshold_picture.h"

#include <gtest/gtest.h>

#include <algorithm>

#include <boost/json.hpp>

namespace operations {

namespace {

using metrics::Run;
using metrics::Runs;

/// Rows of these scores; those that are positive have label 1.
metrics::RunsInMemory runs_of(const std::vector<std::pair<double, bool>>& rows) {
    std::vector<Run> runs;
    for (const auto& [score, positive] : rows) runs.push_back({Runs::key_of(score), 0, positive ? 1u : 0u, metrics::mass_one});
    return metrics::RunsInMemory(std::move(runs));
}

std::vector<std::pair<double, bool>> hundred() {
    std::vector<std::pair<double, bool>> rows;
    for (int i = 0; i < 100; ++i) rows.emplace_back(static_cast<double>(i) / 100, i % 3 == 0);
    return rows;
}

Measurement measurement_of(const char* id) {
    Plan current, reference;
    return ask(*metrics::find(id), "", Asking{}, false, current, reference);
}

TEST(ThresholdPicture, ThresholdsDivideTheRowsAboutEvenlyAndHoldTheCharters) {
    const auto thresholds = dividing_thresholds(runs_of(hundred()), 10, 0.335);
    EXPECT_TRUE(std::is_sorted(thresholds.begin(), thresholds.end()));
    EXPECT_NE(std::find(thresholds.begin(), thresholds.end(), 0.335), thresholds.end());
    ASSERT_EQ(thresholds.size(), 10u);
    for (std::size_t i = 0, step = 0; i < thresholds.size(); ++i) {
        if (thresholds[i] == 0.335) continue;
        EXPECT_NEAR(thresholds[i], static_cast<double>(++step) / 10, 0.011);
    }
}

TEST(ThresholdPicture, AScoreThatAllRowsShareHasOnlyTheChartersThreshold) {
    EXPECT_EQ(dividing_thresholds(runs_of({{0.5, true}, {0.5, false}, {0.5, true}}), 48, 0.2), std::vector<double>{0.2});
}

TEST(ThresholdPicture, EachPointIsAPlainCountOfTheDecisionsThere) {
    const auto rows = hundred();
    const auto picture = threshold_picture(measurement_of("precision"), runs_of(rows), 0.5, 0.95);
    EXPECT_EQ(picture.at("threshold").as_double(), 0.5);
    for (const auto& one : picture.at("points").as_array()) {
        const double threshold = one.at("threshold").as_double();
        double flagged = 0, right = 0, positives = 0;
        for (const auto& [score, positive] : rows) {
            positives += positive ? 1 : 0;
            if (score < threshold) continue;
            flagged += 1;
            right += positive ? 1 : 0;
        }
        EXPECT_DOUBLE_EQ(one.at("acted_on").as_double(), flagged / 100);
        EXPECT_DOUBLE_EQ(one.at("recall").as_double(), right / positives);
        if (flagged == 0) EXPECT_TRUE(one.at("value").is_null());
        else EXPECT_DOUBLE_EQ(one.at("value").as_double(), right / flagged);
    }
}

TEST(ThresholdPicture, ANumberThatIsNotThereIsNull) {
    const auto picture = threshold_picture(measurement_of("recall"), runs_of({{0.2, false}, {0.4, false}}), 0.3, 0.95);
    for (const auto& one : picture.at("points").as_array()) {
        EXPECT_TRUE(one.at("value").is_null());
        EXPECT_TRUE(one.at("recall").is_null());
    }
}

}  // namespace

}  // namespace operations
