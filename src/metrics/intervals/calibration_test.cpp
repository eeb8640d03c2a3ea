#include "metrics/intervals/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace metrics {

namespace {

/// Scores at the middles of ten bins; a share of `rates[b]` of the rows of bin b are positive.
Split<Reliability> calibrated(int rows_in_bin, double off, std::uint64_t seed, std::size_t units) {
    base::Random random(seed);
    Split<Reliability> split;
    split.parts.resize(units);
    for (std::size_t unit = 0; unit < units; ++unit) split.keys.push_back(unit);
    split.units = static_cast<std::int64_t>(units);
    for (int b = 0; b < 10; ++b) {
        const double score = 0.05 + 0.1 * b;
        for (int i = 0; i < rows_in_bin; ++i) {
            const bool positive = random.uniform() < score + (score < 0.5 ? off : -off);
            split.total.add(score, positive, mass_one, 10);
            if (units > 0) split.parts[random.below(units)].add(score, positive, mass_one, 10);
        }
    }
    return split;
}

// A calibrated model shows an error by chance alone; the lower limit must not call it miscalibrated.
TEST(CalibrationError, TakesOffWhatChanceShows) {
    int accused = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const Estimate estimate = estimate_calibration_error(calibrated(30, 0, seed, 0), seed);
        EXPECT_GT(*estimate.value, 0.01);
        if (estimate.limits(0.025).low > 0) ++accused;
    }
    EXPECT_LE(accused, 400 * 0.035);
}

TEST(CalibrationError, TakesOffWhatChanceShowsOverUnits) {
    int accused = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Estimate estimate = estimate_calibration_error(calibrated(60, 0, seed, 30), seed);
        if (estimate.limits(0.025).low > 0) ++accused;
    }
    EXPECT_LE(accused, 200 * 0.035);
}

TEST(CalibrationError, SeesARealOne) {
    const Estimate rows = estimate_calibration_error(calibrated(2000, 0.04, 1, 0), 1);
    EXPECT_GT(rows.limits(0.025).low, 0.02);
    EXPECT_LT(rows.limits(0.025).high, 0.06);
    const Estimate units = estimate_calibration_error(calibrated(2000, 0.04, 1, 40), 1);
    EXPECT_GT(units.limits(0.025).low, 0.02);
    EXPECT_LT(units.limits(0.025).high, 0.06);
}

// One bin alone: the noise is one half-normal, whose quantile is that of a normal at half the tail.
TEST(CalibrationError, IsPlainWithASingleBin) {
    Split<Reliability> split;
    for (int i = 0; i < 100; ++i) split.total.add(0.5, i < 80, mass_one, 1);
    const Estimate estimate = estimate_calibration_error(split, 0);
    EXPECT_NEAR(*estimate.value, 0.3, 1e-12);
    const double deviation = std::sqrt(0.8 * 0.2 / 99);
    EXPECT_NEAR(estimate.limits(0.025).low, 0.3 - 2.241402727604947 * deviation, 5e-4);
    EXPECT_NEAR(estimate.limits(0.025).high, 0.3 + 1.959963984540054 * deviation, 1e-9);
}

TEST(CalibrationError, GivesTheSameLimitsForTheSameSeed) {
    const auto split = calibrated(50, 0.05, 9, 20);
    EXPECT_EQ(estimate_calibration_error(split, 5).limits(0.01).low, estimate_calibration_error(split, 5).limits(0.01).low);
    EXPECT_EQ(estimate_calibration_error(calibrated(50, 0, 9, 3), 5).reason, Reason::few_units);
}

}  // namespace

}  // namespace metrics
