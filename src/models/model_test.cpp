#include "models/model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/json.h"
#include "base/random.h"

namespace models {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Column numbers(std::string name, std::vector<double> values) { return {.name = std::move(name), .numbers = std::move(values)}; }
Column words(std::string name, std::vector<std::string> categories, std::vector<std::int32_t> codes) {
    return {.name = std::move(name), .categorical = true, .codes = std::move(codes), .categories = std::move(categories)};
}

/// Rows in which the label follows a step of x and the colour, with chance besides.
Frame made_up(std::size_t rows, std::uint64_t seed) {
    base::Random random(seed);
    Frame frame;
    frame.columns = {numbers("x", {}), words("colour", {"red", "green", "blue"}, {}), numbers("late", {})};
    for (std::size_t i = 0; i < rows; ++i) {
        const double x = random.normal();
        const auto colour = static_cast<std::int32_t>(random.below(3));
        const double p = (x > 0.5 ? 0.7 : 0.2) + (colour == 2 ? 0.2 : 0.0);
        frame.columns[0].numbers.push_back(random.below(20) == 0 ? missing : x);
        frame.columns[1].codes.push_back(random.below(30) == 0 ? -1 : colour);
        frame.columns[2].numbers.push_back(random.uniform() < p ? 1 : 0);
    }
    return frame;
}

double log_loss(const std::vector<double>& scores, const std::vector<double>& labels) {
    double sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) sum -= std::log(labels[i] > 0 ? scores[i] : 1 - scores[i]);
    return sum / static_cast<double>(scores.size());
}

class EveryKind : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(Models, EveryKind, testing::ValuesIn(kinds), [](const auto& one) { return std::string(name(one.param)); });

TEST_P(EveryKind, WriteTheSameFileForTheSameDataAndSeedOnAnyNumberOfThreads) {
    const Frame table = made_up(20'000, 1);
    const auto one = fit(table, "late", GetParam(), {.seed = 7, .threads = 1});
    const auto again = fit(table, "late", GetParam(), {.seed = 7, .threads = 1});
    const auto three = fit(table, "late", GetParam(), {.seed = 7, .threads = 3});
    ASSERT_TRUE(one && again && three);
    EXPECT_EQ(one->save(), again->save());
    EXPECT_EQ(one->save(), three->save());
    EXPECT_EQ(*one->score(table), *three->score(table));
}

TEST_P(EveryKind, ScoreTheSameToTheBitAfterSavingAndLoading) {
    const Frame table = made_up(5'000, 2);
    const auto model = fit(table, "late", GetParam(), {});
    ASSERT_TRUE(model);
    const auto loaded = Model::load(model->save());
    ASSERT_TRUE(loaded) << loaded.error().what;
    EXPECT_EQ(*model->score(table), *loaded->score(table));
    EXPECT_EQ(model->save(), loaded->save());
}

TEST_P(EveryKind, DoBetterOnNewRowsThanTheShareOfPositives) {
    const Frame train = made_up(20'000, 3);
    const Frame later = made_up(20'000, 4);
    const auto model = fit(train, "late", GetParam(), {});
    ASSERT_TRUE(model);
    const auto& labels = later.columns[2].numbers;
    const double share = static_cast<double>(model->positives()) / static_cast<double>(model->rows());
    const double better = GetParam() == Kind::constant ? -1e-12 : 0.05;  // that of all kinds says no more than the share itself
    EXPECT_LT(log_loss(*model->score(later), labels), log_loss(std::vector<double>(labels.size(), share), labels) - better);
}

TEST_P(EveryKind, ScoreARowWithACategoryThatTrainingNeverSaw) {
    const auto model = fit(made_up(5'000, 5), "late", GetParam(), {});
    ASSERT_TRUE(model);
    Frame later;
    later.columns = {numbers("x", {0.1, missing}), words("colour", {"mauve"}, {0, -1})};
    const auto scores = model->score(later);
    ASSERT_TRUE(scores);
    for (const double score : *scores) {
        EXPECT_GT(score, 0);
        EXPECT_LT(score, 1);
    }
}

TEST_P(EveryKind, ScoreEachRowByItself) {
    const Frame table = made_up(3'000, 6);
    const auto model = fit(table, "late", GetParam(), {});
    ASSERT_TRUE(model);
    const auto together = *model->score(table);
    for (const std::size_t row : {std::size_t{0}, std::size_t{17}, std::size_t{2'999}}) {
        Frame alone;
        const std::int32_t code = table.columns[1].codes[row];
        alone.columns = {words("colour", {code < 0 ? "" : table.columns[1].categories[static_cast<std::size_t>(code)]}, {code < 0 ? -1 : 0}), numbers("x", {table.columns[0].numbers[row]})};
        EXPECT_EQ(model->score(alone)->front(), together[row]);
    }
}

TEST_P(EveryKind, NameTheColumnThatAScoredTableLacksAndTheNearest) {
    const auto model = fit(made_up(1'000, 7), "late", GetParam(), {});
    ASSERT_TRUE(model);
    Frame later;
    later.columns = {numbers("x", {1}), words("color", {"red"}, {0})};
    const auto scores = model->score(later);
    ASSERT_FALSE(scores);
    EXPECT_EQ(scores.error().what, "the model needs a column that the data lack: colour");
    EXPECT_EQ(scores.error().next, "did you mean color? name it as it was in training");
}

TEST_P(EveryKind, RefuseAColumnOfAnotherType) {
    const auto model = fit(made_up(1'000, 8), "late", GetParam(), {});
    ASSERT_TRUE(model);
    Frame later;
    later.columns = {numbers("x", {1}), numbers("colour", {3})};
    const auto scores = model->score(later);
    ASSERT_FALSE(scores);
    EXPECT_EQ(scores.error().what, "the model was trained on text, and the data hold numbers in column: colour");
}

std::string why_not(const Frame& table, const Options& options = {}) {
    const auto model = fit(table, "late", Kind::logistic, options);
    return model ? "fitted" : model.error().what;
}

TEST(Fit, RefusesALabelThatHasNotTwoValues) {
    Frame table;
    table.columns = {numbers("x", {1, 2, 3, 4}), numbers("late", {0, 1, 2, 1})};
    EXPECT_EQ(why_not(table), "a label needs exactly two values, and column late has more: 0, 1, 2");
    table.columns[1].numbers = {1, 1, 1, 1};
    EXPECT_EQ(why_not(table), "a label needs exactly two values, and column late has one: 1");
}

TEST(Fit, RefusesRowsWithoutALabelAndSaysHowMany) {
    Frame table;
    table.columns = {numbers("x", {1, 2, 3, 4}), numbers("late", {0, missing, 1, missing})};
    EXPECT_EQ(why_not(table), "2 of 4 rows have no label in column: late");
}

TEST(Fit, RefusesAPositiveValueThatNeverOccurs) {
    Frame table;
    table.columns = {numbers("x", {1, 2, 3, 4}), words("late", {"no", "yes"}, {0, 1, 0, 1})};
    EXPECT_EQ(why_not(table), "column late never holds the positive value: 1");
    EXPECT_EQ(why_not(table, {.positive = "yes"}), "fitted");
}

TEST(Fit, RefusesColumnsThatTeachNothing) {
    Frame table;
    table.columns = {numbers("x", {1, 2, 3, 4}), numbers("late", {0, 1, 0, 1}), numbers("month", {0.1, 0.1, 0.1, 0.1})};
    EXPECT_EQ(why_not(table), "a column with a single value teaches a model nothing: month");
    table.columns[2] = words("month", {"May"}, {0, 0, 0, 0});
    EXPECT_EQ(why_not(table), "a column with a single value teaches a model nothing: month");
    table.columns[2] = numbers("month", {missing, missing, missing, missing});
    EXPECT_EQ(why_not(table), "a column without any value: month");
    // Known or not known is a difference.
    table.columns[2] = numbers("month", {missing, 5, 5, 5});
    EXPECT_EQ(why_not(table), "fitted");
}

TEST(Fit, RefusesInfiniteNumbersAndEmptyTables) {
    Frame table;
    table.columns = {numbers("x", {1, std::numeric_limits<double>::infinity(), 3, 4}), numbers("late", {0, 1, 0, 1})};
    EXPECT_EQ(why_not(table), "an infinite number in row 2 of column: x");
    table.columns = {numbers("x", {}), numbers("late", {})};
    EXPECT_EQ(why_not(table), "the training data have no rows");
}

TEST(ModelFile, SaysWhatTheModelIsAndWhereItCameFrom) {
    Frame table = made_up(1'000, 9);
    const auto model = fit(table, "late", Kind::logistic, {.seed = 11});
    ASSERT_TRUE(model);
    const auto json = base::parse_json(model->save());
    ASSERT_TRUE(json);
    const auto& document = json->get_object();
    EXPECT_EQ(document.at("charter_model").get_int64(), 1);
    EXPECT_EQ(document.at("kind").get_string(), "logistic");
    EXPECT_EQ(document.at("seed").get_int64(), 11);
    EXPECT_EQ(document.at("rows").get_int64(), 1'000);
    EXPECT_EQ(document.at("features").get_array().size(), 2u);
    // Another value anywhere is another digest.
    table.columns[0].numbers[500] = 0.25;
    EXPECT_NE(fit(table, "late", Kind::logistic, {.seed = 11})->data_digest(), model->data_digest());
}

TEST(ModelFile, IsRefusedWhenDamaged) {
    const std::string good = fit(made_up(1'000, 10), "late", Kind::logistic, {})->save();
    const auto damaged = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        const auto model = Model::load(text);
        return model ? "loaded" : model.error().what;
    };
    EXPECT_EQ(damaged("\"charter_model\": 1", "\"charter_model\": 2"), "the model's format is not known to this version: 2");
    EXPECT_EQ(damaged("\"intercept\"", "\"interception\""), "the model file is damaged, at: intercept");
    EXPECT_EQ(damaged("\"green\",", ""), "the model file is damaged, at: coefficients");
    EXPECT_EQ(damaged("\"scale\": \"", "\"scale\": \"-"), "the model file is damaged, at: scale");
    EXPECT_EQ(damaged("\"kind\": \"logistic\"", "\"kind\": \"oracle\""), "the model file is damaged, at: kind");
    EXPECT_EQ(damaged("sha256:", "md5:"), "the model file is damaged, at: data_digest");
    EXPECT_FALSE(Model::load("[1, 2"));
    EXPECT_EQ(Model::load("{}").error().what, "not a model that charter fit wrote");
}

TEST(ModelFile, IsRefusedWhenItsTreesAreCutShort) {
    std::string text = fit(made_up(1'000, 11), "late", Kind::boosted, {})->save();
    const auto at = text.find("\\\"tree_info\\\"");
    ASSERT_NE(at, std::string::npos);
    text.erase(at, 40);
    const auto model = Model::load(text);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().what, "the model's trees cannot be read");
}

TEST(Features, KeepTheMostFrequentCategoriesAndGatherTheRest) {
    Frame table;
    table.columns = {words("city", {}, {})};
    for (std::int32_t i = 0; i < 502; ++i) table.columns[0].categories.push_back("city" + std::to_string(i));
    for (std::int32_t i = 0; i < 502; ++i) table.columns[0].codes.push_back(i);
    // Number 501 twice: kept, and first. Of the others the last two by name fall out.
    table.columns[0].codes.push_back(501);
    const auto features = learn(table, "label");
    ASSERT_TRUE(features);
    const Feature& city = features->front();
    EXPECT_EQ(city.categories.size(), 500u);
    EXPECT_EQ(city.categories.front(), "city501");
    const auto rows = Encoded::of(table, *features);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->level(0, 501), 0);
    EXPECT_EQ(rows->level(0, 99), city.other());  // city99 is the last by name
    EXPECT_EQ(rows->level(0, 98), city.other());
    EXPECT_LT(rows->level(0, 97), city.other());
}

TEST(Features, StandardiseByMeanAndDeviationOfTheKnownValues) {
    Frame table;
    table.columns = {numbers("x", {2, 4, missing, 4, 4, 5, 5, 7, 9})};
    const auto features = learn(table, "label");
    ASSERT_TRUE(features);
    // A classic: these eight have mean 5 and (population) standard deviation 2.
    EXPECT_EQ(features->front().mean, 5);
    EXPECT_EQ(features->front().scale, 2);
    EXPECT_TRUE(features->front().missing_seen);
}

}  // namespace
}  // namespace models
