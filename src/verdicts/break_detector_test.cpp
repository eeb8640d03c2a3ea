#include "verdicts/break_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "metrics/intervals/distributions.h"
#include "metrics/intervals/proportion.h"
#include "verdicts/forecast.h"

namespace verdicts {

namespace {

charter::Bound at_most(double high) {
    charter::Bound bound;
    bound.kind = charter::Bound::Kind::at_most;
    bound.high = high;
    return bound;
}
charter::Bound at_least(double low) {
    charter::Bound bound;
    bound.low = low;
    return bound;
}

metrics::Estimate share_of(int events, int rows) {
    metrics::Estimate estimate;
    estimate.value = static_cast<double>(events) / rows;
    estimate.rows = estimate.units = rows;
    estimate.method = "mid-P";
    estimate.limits = [=](double tail) { return metrics::share_limits(events, rows, tail); };
    return estimate;
}

metrics::Estimate normal(double value, double error) {
    metrics::Estimate estimate;
    estimate.value = value;
    estimate.rows = estimate.units = 1'000;
    estimate.method = "Welch";
    estimate.limits = [=](double tail) { return metrics::Limits{value + error * metrics::normal_quantile(tail), value - error * metrics::normal_quantile(tail)}; };
    return estimate;
}

TEST(PValueOfAWindow, IsTheExactTailOfAShare) {
    EXPECT_NEAR(p_of_window(share_of(8, 100), at_most(0.05), 0.95), 0.1279604, 1e-6);    // P(X >= 8), X ~ Binomial(100, 0.05)
    EXPECT_NEAR(p_of_window(share_of(8, 100), at_least(0.10), 0.95), 0.3208739, 1e-6);   // P(X <= 8), X ~ Binomial(100, 0.1)
    EXPECT_EQ(p_of_window(share_of(0, 100), at_most(0.05), 0.95), 1);
}

TEST(PValueOfAWindow, FollowsTheCurveOverItsWholeRange) {
    EXPECT_NEAR(p_of_window(normal(1.0, 0.5), at_most(0.0), 0.95), metrics::normal_cdf(-2), 1e-5);
    EXPECT_NEAR(p_of_window(normal(-0.5, 0.5), at_most(0.0), 0.95), metrics::normal_cdf(1), 1e-5);
    EXPECT_NEAR(p_of_window(normal(-0.5, 0.5), at_least(0.0), 0.95), metrics::normal_cdf(-1), 1e-5);
}

TEST(EValue, HasAMeanOfOneWhenNothingIsWrong) {
    double sum = 0;
    constexpr int steps = 200'000;
    for (int i = 0; i < steps; ++i) sum += e_value((i + 0.5) / steps);
    EXPECT_NEAR(sum / steps, 1, 0.002);
    EXPECT_EQ(e_value(1), 0);
    EXPECT_GT(e_value(0), 1'000);
}

struct Run {
    std::int64_t alarms = 0, first = 0;
};
/// Windows of so many rows, at a rate that changes at one of them; the first alarm at or after the change.
Run run_of(base::Random& random, int windows, int rows, double before, double after, int change, double bound, double threshold) {
    Run run;
    Detector detector;
    for (int window = 1; window <= windows; ++window) {
        int events = 0;
        for (int row = 0; row < rows; ++row) events += random.uniform() < (window < change ? before : after) ? 1 : 0;
        if (!detector.add(p_of_window(share_of(events, rows), at_most(bound), 0.95), threshold)) continue;
        ++run.alarms;
        if (run.first == 0 && window >= change) run.first = window - change + 1;
    }
    return run;
}

TEST(BreakDetector, RaisesAtMostTheFalseAlarmsThatAreTolerated) {
    constexpr double between_alarms = 100;
    std::int64_t alarms = 0;
    constexpr int runs = 40, windows = 200;
    for (int run = 0; run < runs; ++run) {
        base::Random random(base::Random::mix(100 + static_cast<std::uint64_t>(run)));
        alarms += run_of(random, windows, 200, 0.05, 0.05, windows + 1, 0.05, between_alarms).alarms;
    }
    EXPECT_LE(static_cast<double>(alarms) / (runs * windows), 1 / between_alarms);
}

TEST(BreakDetector, FindsADoubledRateWithinTwentyWindowsOfAHundredRows) {
    int found = 0;
    for (int run = 0; run < 20; ++run) {
        base::Random random(base::Random::mix(500 + static_cast<std::uint64_t>(run)));
        const auto one = run_of(random, 150, 100, 0.05, 0.10, 101, 0.05, 2'000);
        found += one.first > 0 && one.first <= 20 ? 1 : 0;
    }
    EXPECT_GE(found, 19);
}

TEST(BreakDetector, StartsAgainFromNothingAfterAnAlarm) {
    Detector detector;
    bool alarm = false;
    while (!alarm) alarm = detector.add(1e-4, 1'000);
    EXPECT_EQ(detector.evidence, 0);
    EXPECT_EQ(detector.windows, 0);
    EXPECT_EQ(detector.alarms, 1);
    EXPECT_FALSE(detector.add(0.9, 1'000));
}

TEST(BreakDetector, OfAFactAlarmsOnceWhenItBreaks) {
    Detector detector;
    EXPECT_FALSE(detector.add_fact(false));
    EXPECT_TRUE(detector.add_fact(true));
    EXPECT_FALSE(detector.add_fact(true));
    EXPECT_FALSE(detector.add_fact(false));
    EXPECT_TRUE(detector.add_fact(true));
}

TEST(WindowsPerFalseAlarm, AreThoseOfAQuarter) {
    EXPECT_NEAR(windows_per_false_alarm(1.0 / 24), 2'191.5, 1e-9);
    EXPECT_NEAR(windows_per_false_alarm(7), 13.04, 0.01);
    EXPECT_EQ(windows_per_false_alarm(365), 2);
}

std::vector<PastValue> line(double at_zero, double slope, double wobble) {
    std::vector<PastValue> past;
    for (int i = 0; i < 20; ++i) past.push_back({i, at_zero + slope * i + (i % 2 == 0 ? wobble : -wobble)});
    return past;
}

TEST(Forecast, IsNearlyCertainOfATrendThatCrossesTheBoundAndOfOneThatLeavesIt) {
    const auto falling = forecast(line(0.80, -0.008, 0.01), at_least(0.6));  // 0.568 after ten more windows
    ASSERT_TRUE(falling);
    EXPECT_EQ(falling->windows_ahead, 10);
    EXPECT_NEAR(falling->slope, -0.008, 0.001);
    EXPECT_GT(falling->probability, 0.97);
    EXPECT_LT(forecast(line(0.80, 0.008, 0.01), at_least(0.6))->probability, 0.001);
}

TEST(Forecast, IsEvenWhereTheTrendEndsAtTheBound) {
    const auto past = line(0.80, 0, 0.02);
    const double probability = forecast(past, at_least(0.80 + forecast(past, at_least(0))->slope * 19.5))->probability;
    EXPECT_NEAR(probability, 0.5, 0.05);
}

TEST(Forecast, NeedsEightWindows) {
    auto past = line(0.8, 0, 0.01);
    past.resize(7);
    EXPECT_FALSE(forecast(past, at_least(0.5)));
}

}  // namespace

}  // namespace verdicts
