#include "models/surrogate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/golden_test.h"
#include "base/coverage.h"
#include "base/random.h"

/// tests/golden/explain.py made the vectors.
namespace models {
namespace {

namespace json = base::json;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

const json::value& golden() {
    static const auto document = base::golden("explain.json");
    return document;
}

double number(const json::value& value) { return value.is_null() ? missing : value.to_number<double>(); }

std::vector<double> numbers(const json::value& values) {
    std::vector<double> all;
    for (const auto& value : values.as_array()) all.push_back(number(value));
    return all;
}

Frame frame_of(const json::value& rows) {
    Frame frame;
    for (const auto& name : golden().at("features").as_array()) frame.columns.push_back({.name = std::string(name.as_string())});
    for (const auto& row : rows.as_array()) {
        for (std::size_t i = 0; i < frame.columns.size(); ++i) frame.columns[i].numbers.push_back(number(row.as_array()[i]));
    }
    return frame;
}

Surrogate golden_surrogate() {
    std::vector<Feature> features;
    for (const auto& name : golden().at("features").as_array()) features.push_back({.name = std::string(name.as_string())});
    auto trees = Boosted::load(std::string(golden().at("trees").as_string()));
    EXPECT_TRUE(static_cast<bool>(trees));
    return Surrogate::of(std::move(features), std::move(*trees));
}

TEST(Surrogate, GivesTheContributionsThatShapAndXgboostGive) {
    const Frame rows = frame_of(golden().at("rows"));
    const auto shares = golden_surrogate().explain(rows);
    ASSERT_TRUE(shares);
    const auto& shap = golden().at("shap");
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const auto theirs = numbers(shap.at("values").as_array()[row]);
        const auto own = numbers(golden().at("xgboost").at("values").as_array()[row]);
        // Counts of bicycles run to hundreds: single precision leaves some ten thousandths of one.
        for (std::size_t i = 0; i < theirs.size(); ++i) {
            EXPECT_NEAR(shares->at(row, i), theirs[i], 2e-3) << row << " " << i;
            EXPECT_NEAR(shares->at(row, i), own[i], 2e-4) << row << " " << i;
        }
        EXPECT_NEAR(shares->start(row), number(shap.at("start")), 2e-3);
        EXPECT_NEAR(shares->score(row), golden().at("xgboost").at("scores").as_array()[row].to_number<double>(), 2e-3);
    }
}

TEST(Surrogate, DependsOnAFeatureAsScikitLearnSays) {
    Scored background{.rows = frame_of(golden().at("background")), .scores = {}, .weights = {}, .units = {}};
    background.weights.assign(background.rows.rows(), 1.0);
    const Surrogate surrogate = golden_surrogate();
    for (const auto& [feature, expected] : golden().at("dependence").as_object()) {
        const auto means = partial_dependence(surrogate, background, std::string(feature), numbers(expected.at("grid")));
        ASSERT_TRUE(means);
        const auto theirs = numbers(expected.at("means"));
        ASSERT_EQ(means->size(), theirs.size());
        for (std::size_t i = 0; i < theirs.size(); ++i) EXPECT_NEAR((*means)[i], theirs[i], 1e-3) << feature << " " << i;
    }
}

TEST(Fidelity, IsWhatScikitLearnAndScipySay) {
    const auto& expected = golden().at("fidelity");
    Judged judged{.model = numbers(expected.at("model")), .stand_in = numbers(expected.at("stand_in")), .weights = numbers(expected.at("weights")), .units = {}, .threshold = number(expected.at("threshold"))};
    judged.units.resize(judged.model.size());
    std::iota(judged.units.begin(), judged.units.end(), std::uint64_t{1});
    const auto found = fidelity(judged);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->r2, number(expected.at("r2")), 1e-12);
    EXPECT_NEAR(found->rank_correlation, number(expected.at("rank_correlation")), 1e-12);
    EXPECT_NEAR(*found->agreement, number(expected.at("agreement")), 1e-12);
}

// ---- A model of which everything is known

/// 0.2, and 0.3 more where x is above 1, and 0.2 more for blue; z has no part in it.
double made_up_score(double x, std::int32_t colour) { return 0.2 + (x > 1 ? 0.3 : 0) + (colour == 2 ? 0.2 : 0); }

Scored made_up(std::size_t rows, std::uint64_t seed, double noise = 0) {
    base::Random random(seed);
    Scored scored;
    scored.rows.columns = {{.name = "x"}, {.name = "colour", .categorical = true, .categories = {"red", "green", "blue"}}, {.name = "z"}};
    for (std::size_t row = 0; row < rows; ++row) {
        const double x = 3 * random.uniform();
        const auto colour = static_cast<std::int32_t>(random.below(3));
        scored.rows.columns[0].numbers.push_back(x);
        scored.rows.columns[1].codes.push_back(colour);
        scored.rows.columns[2].numbers.push_back(random.uniform());
        scored.scores.push_back(made_up_score(x, colour) + noise * random.normal());
        scored.weights.push_back(1);
        scored.units.push_back(random());
    }
    return scored;
}

TEST(Surrogate, FindsWhatMovesAScoreAndByHowMuch) {
    const Scored scored = made_up(3'000, 1);
    const auto fitted = cross_fit(scored, {}, {});
    ASSERT_TRUE(fitted);
    EXPECT_EQ(fitted->refits.size(), surrogate_folds);
    const auto found = fidelity({scored.scores, fitted->held_out, scored.weights, scored.units, 0.45});
    ASSERT_TRUE(found);
    EXPECT_GT(found->r2_low, 0.98);
    EXPECT_GT(*found->agreement, 0.99);
    const auto shares = fitted->whole.explain(scored.rows);
    ASSERT_TRUE(shares);
    const auto means = mean_absolute(*shares, scored.weights);
    // x > 1 in two of three rows: |0.3 - 0.2| and |0 - 0.2|, on average 0.1333; blue in one of three: 0.0889.
    EXPECT_NEAR(means[0], 0.1333, 0.01);
    EXPECT_NEAR(means[1], 0.0889, 0.01);
    EXPECT_LT(means[2], 0.003);
}

TEST(Surrogate, AddsUpToItsScoreRowByRow) {
    const Scored scored = made_up(1'000, 2, 0.1);
    const auto surrogate = Surrogate::fit(scored, {}, {});
    ASSERT_TRUE(surrogate);
    const auto shares = surrogate->explain(scored.rows);
    const auto scores = surrogate->score(scored.rows);
    ASSERT_TRUE(shares && scores);
    for (std::size_t row = 0; row < scored.scores.size(); ++row) {
        double sum = shares->start(row);
        for (std::size_t feature = 0; feature < 3; ++feature) sum += shares->at(row, feature);
        EXPECT_EQ(sum, shares->score(row));
        EXPECT_NEAR(sum, (*scores)[row], 1e-5);
    }
}

TEST(Surrogate, ExplainsTheSameTwiceToTheBit) {
    const Scored scored = made_up(1'000, 3, 0.1);
    const auto one = cross_fit(scored, {.seed = 5}, {});
    const auto again = cross_fit(scored, {.seed = 5}, {});
    ASSERT_TRUE(one && again);
    EXPECT_EQ(one->held_out, again->held_out);
}

TEST(Surrogate, HoldsOutWholeUnits) {
    Scored scored = made_up(1'000, 4);
    // Scores are a unit's own and nothing else: whoever has seen the unit knows them, whoever has not cannot.
    base::Random random(9);
    std::vector<double> own;
    for (int unit = 0; unit < 50; ++unit) own.push_back(random.uniform());
    for (std::size_t row = 0; row < 1'000; ++row) {
        scored.units[row] = row % 50 + 1;
        scored.scores[row] = own[row % 50];
        scored.rows.columns[2].numbers[row] = static_cast<double>((row % 50 * 37) % 50);
    }
    const auto fitted = cross_fit(scored, {}, {});
    ASSERT_TRUE(fitted);
    const auto found = fidelity({scored.scores, fitted->held_out, scored.weights, scored.units, {}});
    ASSERT_TRUE(found);
    EXPECT_LT(found->r2, 0.5);
}

TEST(Surrogate, PutsAValueIntoEveryRow) {
    const Scored scored = made_up(2'000, 5);
    const auto fitted = cross_fit(scored, {}, {});
    ASSERT_TRUE(fitted);
    const auto of_x = dependence(*fitted, scored, "x");
    ASSERT_TRUE(of_x);
    ASSERT_EQ(of_x->values.size(), of_x->scores.size());
    const double blue = static_cast<double>(std::count(scored.rows.columns[1].codes.begin(), scored.rows.columns[1].codes.end(), 2)) / 2'000;
    EXPECT_NEAR(of_x->scores.front(), 0.2 + 0.2 * blue, 0.01);
    EXPECT_NEAR(of_x->scores.back(), 0.5 + 0.2 * blue, 0.01);
    for (std::size_t i = 0; i < of_x->scores.size(); ++i) EXPECT_TRUE(of_x->lows[i] <= of_x->scores[i] && of_x->scores[i] <= of_x->highs[i]);
    const auto of_colour = dependence(*fitted, scored, "colour");
    ASSERT_TRUE(of_colour);
    ASSERT_EQ(of_colour->categories.size(), 3u);
    const auto at = static_cast<std::size_t>(std::find(of_colour->categories.begin(), of_colour->categories.end(), "blue") - of_colour->categories.begin());
    EXPECT_NEAR(of_colour->scores[at] - of_colour->scores[at == 0 ? 1 : 0], 0.2, 0.01);
}

TEST(Surrogate, AsksAboutWholeNumbersWhereThereAreNoOthers) {
    Scored scored = made_up(600, 8);
    for (std::size_t row = 0; row < 600; ++row) scored.rows.columns[2].numbers[row] = static_cast<double>(row % 70);
    const auto fitted = cross_fit(scored, {}, {}, 2);
    ASSERT_TRUE(fitted);
    const auto course = dependence(*fitted, scored, "z");
    ASSERT_TRUE(course);
    EXPECT_GT(course->values.size(), 10u);
    for (const double value : course->values) EXPECT_EQ(value, std::floor(value));
}

TEST(Surrogate, LeavesAsideWhatIsConstantWhereItLearns) {
    Scored scored = made_up(600, 6);
    std::fill(scored.rows.columns[2].numbers.begin(), scored.rows.columns[2].numbers.end(), 7.0);
    EXPECT_EQ(constant_columns(scored.rows), std::vector<std::string>{"z"});
    const auto surrogate = Surrogate::fit(scored, {}, {});
    ASSERT_TRUE(surrogate);
    const auto shares = surrogate->explain(scored.rows);
    ASSERT_TRUE(shares);
    EXPECT_EQ(shares->features(), 3u);
    EXPECT_EQ(shares->at(0, 2), 0);
    EXPECT_NEAR(shares->score(0), scored.scores[0], 0.01);
}

TEST(Surrogate, RefusesToCheckItselfOnASingleUnit) {
    Scored scored = made_up(300, 7);
    std::fill(scored.units.begin(), scored.units.end(), 1u);
    EXPECT_FALSE(cross_fit(scored, {}, {}));
}

// ---- What is said of it

TEST(Fidelity, HasAnIntervalThatHoldsTheTruth) {
    // Scores are uniform, the stand-in is off by a unit's own error and a row's: R2 of the process is 1 - 0.02 / (1/12).
    constexpr double truth = 1 - 0.02 * 12;
    int low = 0, high = 0;
    const int worlds = base::coverage::samples(1'200);
    for (int world = 0; world < worlds; ++world) {
        base::Random random(static_cast<std::uint64_t>(world) + 100);
        Judged judged;
        for (std::uint64_t unit = 1; unit <= 40; ++unit) {
            const double of_unit = 0.1 * random.normal();
            for (int row = 0; row < 10; ++row) {
                const double score = random.uniform();
                judged.model.push_back(score);
                judged.stand_in.push_back(score + of_unit + 0.1 * random.normal());
                judged.weights.push_back(1);
                judged.units.push_back(unit);
            }
        }
        const auto found = fidelity(judged);
        ASSERT_TRUE(found);
        low += found->r2_low > truth ? 1 : 0;
        high += found->r2_high < truth ? 1 : 0;
    }
    EXPECT_LE(low, base::coverage::errors_allowed(worlds));
    EXPECT_LE(high, base::coverage::errors_allowed(worlds));
}

TEST(Fidelity, IsNothingWithoutUnitsOrSpread) {
    Judged judged{.model = {1, 2, 3}, .stand_in = {1, 2, 3}, .weights = {1, 1, 1}, .units = {1, 2, 3}, .threshold = {}};
    EXPECT_FALSE(fidelity(judged));
    Judged flat{.model = std::vector<double>(50, 0.3), .stand_in = std::vector<double>(50, 0.3), .weights = std::vector<double>(50, 1), .units = std::vector<std::uint64_t>(50), .threshold = {}};
    std::iota(flat.units.begin(), flat.units.end(), std::uint64_t{1});
    EXPECT_FALSE(fidelity(flat));
}

TEST(Contributions, SayHowFarTwoExplanationsGiveTheSameReasons) {
    Contributions one(2, 4), other(2, 4);
    for (std::size_t feature = 0; feature < 4; ++feature) {
        one.set(0, feature, 4.0 - static_cast<double>(feature));
        other.set(0, feature, -(4.0 - static_cast<double>(feature)));  // the same sizes
        one.set(1, feature, 4.0 - static_cast<double>(feature));
        other.set(1, feature, 1.0 + static_cast<double>(feature));     // the other way round
    }
    const auto same = same_reasons(one, other, {3, 1});
    EXPECT_DOUBLE_EQ(same.first, 0.75);
    EXPECT_DOUBLE_EQ(same.leading, 0.75 + 0.25 * 2 / 3);
    EXPECT_DOUBLE_EQ(same.ranks, 0.75 - 0.25);
}

TEST(Contributions, AreMeanAbsoluteByWeight) {
    Contributions all(2, 1);
    all.set(0, 0, -1);
    all.set(1, 0, 3);
    EXPECT_DOUBLE_EQ(mean_absolute(all, {3, 1})[0], 1.5);
    EXPECT_EQ(by_size({1, -3, 2, -3}), (std::vector<std::size_t>{1, 3, 2, 0}));
}

}  // namespace
}  // namespace models
