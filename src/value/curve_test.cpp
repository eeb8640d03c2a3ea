#include "value/curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/coverage.h"
#include "base/random.h"

namespace value {

namespace {

struct Row {
    double score = 0;
    bool positive = false;
    std::uint64_t unit = 0;
    double act = 1, pass = 1;
};

/// Scores that say how likely a positive is, on a grid of `steps` where that is not 0.
std::vector<Row> calibrated_rows(base::Random& random, std::size_t count, int steps = 0) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        double score = random.uniform();
        if (steps > 0) score = std::floor(score * steps) / steps;
        rows.push_back({score, random.uniform() < score});
    }
    return rows;
}

Outcomes outcomes_of(std::vector<Row> rows, Outcomes::Options options = {}) {
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.score < b.score; });
    for (const Row& row : rows) {
        if (row.unit > 0) options.keys.push_back(row.unit);
    }
    std::sort(options.keys.begin(), options.keys.end());
    options.keys.erase(std::unique(options.keys.begin(), options.keys.end()), options.keys.end());
    options.units = static_cast<std::int64_t>(options.keys.size());
    const auto keys = options.keys;
    return Outcomes([&](const auto& each) {
        for (const Row& row : rows) {
            const auto part = static_cast<std::uint32_t>(std::lower_bound(keys.begin(), keys.end(), row.unit) - keys.begin());
            each(Item{row.score, part, 0, row.positive, 1, row.act, row.pass});
        }
    }, std::move(options));
}

charter::Money known(double amount) {
    charter::Money money;
    money.mean = amount;
    return money;
}

charter::Worth worth_of(double tp, double fp, double fn, double tn) {
    charter::Worth worth;
    worth.true_positive = known(tp);
    worth.false_positive = known(fp);
    worth.false_negative = known(fn);
    worth.true_negative = known(tn);
    return worth;
}

charter::Money uniform(double low, double high) {
    charter::Money money;
    money.shape = charter::Money::Shape::uniform;
    money.low = low;
    money.high = high;
    money.mean = (low + high) / 2;
    money.deviation = (high - low) / std::sqrt(12.0);
    return money;
}

const Allowed& everything(const Outcomes& outcomes) {
    static thread_local Allowed all;
    all.assign(outcomes.size(), true);
    return all;
}

}  // namespace

TEST(Outcomes, AddUpAtEveryThreshold) {
    base::Random random(1);
    for (int round = 0; round < 30; ++round) {
        auto rows = calibrated_rows(random, 5 + random.below(3'000), round % 2 == 0 ? 7 : 0);
        for (Row& row : rows) row.unit = round % 3 == 0 ? 1 + random.below(9) : 0;
        const Outcomes outcomes = outcomes_of(rows, {.thresholds = {0.35, 0.5}, .seed = static_cast<std::uint64_t>(round)});
        double all = 0;
        for (std::size_t part = 0; part < outcomes.parts(); ++part) all += outcomes.all(part)[0].rows + outcomes.all(part)[1].rows;
        EXPECT_EQ(all, static_cast<double>(rows.size()));
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            double flagged = 0, found = 0, parts = 0;
            for (const Row& row : rows) {
                if (row.score < outcomes.threshold(i)) continue;
                ++flagged;
                found += row.positive ? 1 : 0;
            }
            for (std::size_t part = 0; part < outcomes.parts(); ++part) parts += outcomes.above(part, i)[0].rows + outcomes.above(part, i)[1].rows;
            EXPECT_EQ(outcomes.above(i)[1].rows, found);
            EXPECT_EQ(outcomes.above(i)[0].rows + outcomes.above(i)[1].rows, flagged);
            EXPECT_EQ(parts, flagged);
            const auto split = outcomes.decisions(i);
            EXPECT_EQ(split.total.tp() + split.total.fp() + split.total.fn() + split.total.tn(), static_cast<double>(rows.size()));
        }
        EXPECT_EQ(outcomes.above(0)[0].rows + outcomes.above(0)[1].rows, all);
        EXPECT_EQ(outcomes.above(outcomes.size() - 1)[0].rows + outcomes.above(outcomes.size() - 1)[1].rows, 0);
        EXPECT_EQ(outcomes.threshold(outcomes.index_of(0.35)) == 0.35 || 0.35 > outcomes.highest() || 0.35 <= outcomes.lowest() || outcomes.exact(), true);
    }
}

TEST(Outcomes, OfManyScoresAreCountedAtThresholdsThatLieClose) {
    base::Random random(2);
    const Outcomes outcomes = outcomes_of(calibrated_rows(random, 60'000));
    EXPECT_FALSE(outcomes.exact());
    EXPECT_GT(outcomes.size(), 900u);
    EXPECT_LT(outcomes.between(), 0.0045);
}

TEST(Outcomes, TakeTheNumberWithTheFewestDigits) {
    EXPECT_EQ(simplest(0.3071, 0.3149), 0.31);
    EXPECT_EQ(simplest(0.29999, 0.3), 0.3);
    EXPECT_EQ(simplest(-0.2, 0.4), 0);
    EXPECT_EQ(simplest(-0.29, -0.21), -0.21);
    EXPECT_EQ(simplest(0.5, std::nextafter(0.5, 1)), std::nextafter(0.5, 1));
    EXPECT_EQ(simplest(998.5, 1003), 1000);
}

TEST(Value, IsTheSumOfWhatEachRowBrings) {
    base::Random random(3);
    for (int round = 0; round < 40; ++round) {
        auto rows = calibrated_rows(random, 1 + random.below(400), 11);
        for (Row& row : rows) {
            row.act = random.normal();
            row.pass = 3 * random.uniform();
            row.unit = round % 2 == 0 ? 0 : 1 + random.below(20);
        }
        charter::Worth worth = worth_of(5, -2, -7, 0.5);
        worth.true_positive.column = "x";
        worth.per_action = known(0.3);
        worth.per_review = known(0.2);
        worth.per_prediction = known(0.05);
        const Stakes stakes(worth, 1);
        const Outcomes outcomes = outcomes_of(rows, {.seed = 3});
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            double sum = 0, square = 0, cube = 0;
            for (const Row& row : rows) {
                const bool acts = row.score >= outcomes.threshold(i);
                const double own = (acts ? (row.positive ? 5 : -2) * row.act - 0.5 : (row.positive ? -7 : 0.5) * row.pass) - 0.05;
                sum += own;
                square += own * own;
                cube += own * own * own;
            }
            const auto valued = value_at(outcomes, stakes, i);
            EXPECT_NEAR(valued.value * outcomes.rows(), sum, 1e-9 * (1 + std::abs(sum)));
            const Powers of = powers(stakes, outcomes.all(), outcomes.above(i));
            EXPECT_NEAR(of.first, sum, 1e-8 * (1 + std::abs(sum)));
            EXPECT_NEAR(of.second, square, 1e-8 * (1 + square));
            EXPECT_NEAR(of.third, cube, 1e-8 * (1 + std::abs(cube)));
            if (valued.sampled.limits) {
                const auto limits = valued.sampled.limits(0.025);
                EXPECT_LE(limits.low, valued.value);
                EXPECT_GE(limits.high, valued.value);
            }
        }
    }
}

TEST(NetBenefit, IsAboveNothingExactlyWherePrecisionExceedsTheThresholdProbability) {
    base::Random random(4);
    for (int round = 0; round < 60; ++round) {
        auto rows = calibrated_rows(random, 20 + random.below(500), 20);
        for (Row& row : rows) row.positive = random.uniform() < 0.2 + 0.5 * row.score;
        const Outcomes outcomes = outcomes_of(rows, {.thresholds = hundredths()});
        for (const auto& benefit : decision_curve(outcomes, hundredths())) {
            const auto of = outcomes.decisions(outcomes.index_of(benefit.at)).total;
            const double precision = of.tp() / (of.tp() + of.fp()), missed = of.fn() / (of.fn() + of.tn());
            if (of.tp() + of.fp() > 0 && std::abs(precision - benefit.at) > 1e-9) {
                EXPECT_EQ(benefit.model > 0, precision > benefit.at);
            }
            if (of.fn() + of.tn() > 0 && std::abs(missed - benefit.at) > 1e-9) {
                EXPECT_EQ(benefit.model > benefit.all, missed < benefit.at);
            }
        }
    }
}

TEST(Threshold, ApproachesTheClosedFormOnCalibratedScores) {
    base::Random random(5);
    for (const auto& worth : {worth_of(6, -2, 0, 0), worth_of(18, -2.5, -11, 0), worth_of(1, -9, 0, 0.5)}) {
        const Stakes stakes(worth, 1);
        double before = 1;
        for (const std::size_t count : {2'000u, 200'000u}) {
            const Outcomes outcomes = outcomes_of(calibrated_rows(random, count));
            const Gains gains = stakes.gains(outcomes.all());
            ASSERT_EQ(gains.shape(), Gains::Shape::threshold);
            const double error = std::abs(outcomes.threshold(best(outcomes, stakes, everything(outcomes))) - gains.break_even());
            EXPECT_LT(error, count == 2'000u ? 0.15 : 0.03);
            before = error;
        }
        EXPECT_LT(before, 0.03);
    }
}

TEST(Gains, KnowAmountsThatLeaveNothingToDecide) {
    EXPECT_EQ((Gains{3, 1}.shape()), Gains::Shape::always);
    EXPECT_EQ((Gains{-3, -1}.shape()), Gains::Shape::never);
    EXPECT_EQ((Gains{-3, 1}.shape()), Gains::Shape::reversed);
    EXPECT_EQ((Gains{0, 0}.shape()), Gains::Shape::nothing);
    EXPECT_EQ((Gains{6, -2}.shape()), Gains::Shape::threshold);
    EXPECT_DOUBLE_EQ((Gains{6, -2}.break_even()), 0.25);
}

/// Value with uncertain amounts: the truth is drawn too. Both ends err with at most 3.5 %, and more rows do not shrink the part
/// that amounts have in it.
TEST(Value, HoldsTheTruthWhenAmountsAreUncertainToo) {
    base::Random random(6);
    charter::Worth worth = worth_of(6, -2, -3, 0);
    worth.true_positive = uniform(4, 8);
    worth.false_positive = uniform(-3, -1);
    const Stakes stakes(worth, 7);
    for (const std::size_t count : {200u, 2'000u}) {
        int too_high = 0, too_low = 0;
        const int rounds = base::coverage::samples(600);
        for (int round = 0; round < rounds; ++round) {
            const Outcomes outcomes = outcomes_of(calibrated_rows(random, count), {.thresholds = {0.25}});
            const double tp = 4 + 4 * random.uniform(), fp = -3 + 2 * random.uniform();
            // Scores are evenly spread: of those above t (1 - t^2) / 2 are positive.
            const double truth = tp * (1 - 0.0625) / 2 + fp * (0.75 - (1 - 0.0625) / 2) - 3 * 0.0625 / 2;
            const auto limits = value_at(outcomes, stakes, outcomes.index_of(0.25)).limits(stakes, 0.025);
            too_high += limits->low > truth ? 1 : 0;
            too_low += limits->high < truth ? 1 : 0;
        }
        EXPECT_LE(too_high, base::coverage::errors_allowed(rounds));
        EXPECT_LE(too_low, base::coverage::errors_allowed(rounds));
    }
    const Outcomes few = outcomes_of(calibrated_rows(random, 2'000), {.thresholds = {0.25}}), many = outcomes_of(calibrated_rows(random, 100'000), {.thresholds = {0.25}});
    const auto width = [&](const Outcomes& of) {
        const auto limits = value_at(of, stakes, of.index_of(0.25)).amounts(stakes, 0.025);
        return limits.high - limits.low;
    };
    EXPECT_NEAR(width(few), width(many), 0.1 * width(many));
}

/// What the threshold chosen on the other folds brings on rows that it was not chosen on, and what it brings in truth.
TEST(Threshold, IsValuedWhereItWasNotChosen) {
    base::Random random(8);
    const Stakes stakes(worth_of(6, -2, 0, 0), 1);
    const auto truth_at = [](double t) {
        const double at = std::clamp(t, 0.0, 1.0), positive = (1 - at * at) / 2;
        return 6 * positive - 2 * (1 - at - positive);
    };
    for (const bool units : {false, true}) {
        for (const std::size_t count : {300u, 3'000u}) {
            int too_high = 0, too_low = 0, naive = 0;
            const int rounds = base::coverage::samples(500);
            for (int round = 0; round < rounds; ++round) {
                auto rows = calibrated_rows(random, count);
                for (std::size_t i = 0; i < rows.size(); ++i) rows[i].unit = units ? 1 + i % 40 : 0;
                const Outcomes outcomes = outcomes_of(rows, {.thresholds = {0.5}, .seed = random()});
                const std::size_t present = outcomes.index_of(0.5);
                const CrossFitted fitted(outcomes, stakes, everything(outcomes));
                double truth = 0;
                for (const std::size_t chosen : fitted.chosen) truth += (truth_at(outcomes.threshold(chosen)) - truth_at(0.5)) / static_cast<double>(fitted.chosen.size());
                const auto gain = fitted.gain_over(outcomes, stakes, present);
                const auto limits = gain.limits(stakes, 0.025);
                ASSERT_TRUE(limits);
                too_high += limits->low > truth ? 1 : 0;
                too_low += limits->high < truth ? 1 : 0;
                const std::size_t chosen = best(outcomes, stakes, everything(outcomes));
                naive += mean_at(outcomes, stakes, chosen) - mean_at(outcomes, stakes, present) > truth_at(outcomes.threshold(chosen)) - truth_at(0.5) ? 1 : 0;
            }
            EXPECT_LE(too_high, base::coverage::errors_allowed(rounds)) << count << " rows, units " << units;
            EXPECT_LE(too_low, base::coverage::errors_allowed(rounds)) << count << " rows, units " << units;
            EXPECT_GT(naive, rounds * 0.55);  // the winner's luck, which is left out above
        }
    }
}

TEST(Knowledge, IsWorthNothingWhereItChangesNoDecision) {
    base::Random random(9);
    const Outcomes outcomes = outcomes_of(calibrated_rows(random, 5'000));
    charter::Worth worth = worth_of(6, -2, 0, 0);
    EXPECT_TRUE(knowledge(outcomes, Stakes(worth, 1), everything(outcomes)).each.empty());
    worth.true_positive = uniform(1, 11);
    worth.true_negative = uniform(-0.001, 0.001);
    const Knowledge known_worth = knowledge(outcomes, Stakes(worth, 1), everything(outcomes));
    ASSERT_EQ(known_worth.each.size(), 2u);
    EXPECT_GT(known_worth.each[0].second, 0.01);
    EXPECT_LT(known_worth.each[1].second, 1e-4);
    EXPECT_GE(known_worth.everything, known_worth.each[0].second);
}

TEST(Capacity, BoundsWhatMayBeChosen) {
    base::Random random(10);
    const Outcomes outcomes = outcomes_of(calibrated_rows(random, 5'000));
    const Stakes stakes(worth_of(6, -2, 0, 0), 1);
    const std::size_t chosen = best(outcomes, stakes, within_share(outcomes, 0.1));
    const auto& above = outcomes.above(chosen);
    EXPECT_LE(above[0].rows + above[1].rows, 500);
    EXPECT_GT(above[0].rows + above[1].rows, 480);
}

}  // namespace value
