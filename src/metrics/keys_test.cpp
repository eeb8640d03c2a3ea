#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "metrics/evaluate.h"
#include "metrics/statistics/reduction.h"

/// What the reductions of ranking, use and surveys make of the rows of a key.
namespace metrics {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t day = 86'400'000'000;

Reduced reduced(std::string_view id, const std::vector<KeyRow>& rows, std::map<std::string, double, std::less<>> given = {}, std::int64_t as_of = 0) {
    const Metric* metric = find(id);
    EXPECT_NE(metric, nullptr);
    for (const Parameter& parameter : metric->parameters) given.try_emplace(std::string(parameter.name), parameter.fallback);
    Reduced out;
    metric->needs.reduction->reduce(rows, Circumstances{given, as_of}, out);
    return out;
}
double value(std::string_view id, const std::vector<KeyRow>& rows, const std::map<std::string, double, std::less<>>& given = {}, std::int64_t as_of = 0) {
    const Reduced out = reduced(id, rows, given, as_of);
    EXPECT_EQ(out.fate, Reduced::Fate::counted);
    return out.numbers[0];
}

TEST(Ranking, CountsJudgedItemsThatWereNotRetrieved) {
    const std::vector<KeyRow> rows{{.score = 2, .label = 1, .item = "a"}, {.score = 1, .label = none, .item = "b"}, {.score = none, .label = 1, .item = "c"}};
    EXPECT_EQ(value("ranking_recall", rows), 0.5);
    EXPECT_EQ(value("mean_average_precision", rows), 0.5);
    EXPECT_EQ(value("ranking_precision", rows, {{"k", 0}}), 0.5);
    EXPECT_NEAR(value("ndcg", rows), 1 / (1 + 1 / std::log2(3.0)), 1e-15);
}

TEST(Ranking, LeavesOutQueriesThatNobodyJudged) {
    EXPECT_EQ(reduced("ndcg", {{.score = 1, .label = none, .item = "a"}}).fate, Reduced::Fate::silent);
    EXPECT_EQ(value("ndcg", {{.score = 1, .label = 0, .item = "a"}}), 0) << "judged, and nothing is relevant";
}

TEST(Ranking, CountsQueriesWithoutResultsOnlyWhenAsked) {
    const std::vector<KeyRow> rows{{.score = none, .label = 1, .item = "a"}};
    EXPECT_EQ(reduced("hit_rate", rows).fate, Reduced::Fate::silent);
    EXPECT_EQ(value("hit_rate", rows, {{"complete", 1}}), 0);
}

TEST(Ranking, CountsAnItemOnce) {
    const std::vector<KeyRow> rows{{.score = 3, .label = 1, .item = "a"}, {.score = 2, .label = 1, .item = "a"}, {.score = 1, .label = 1, .item = "b"}};
    EXPECT_EQ(value("ranking_precision", rows, {{"k", 2}}), 1);
    EXPECT_EQ(value("ranking_recall", rows, {{"k", 1}}), 0.5);
}

TEST(Retention, LooksAtTheDayAlone) {
    const std::vector<KeyRow> rows{{.time = 10 * day}, {.time = 17 * day + 5}, {.time = 19 * day}};
    EXPECT_EQ(value("retention", rows, {{"day", 7}}, 40 * day), 1);
    EXPECT_EQ(value("retention", rows, {{"day", 8}}, 40 * day), 0);
    EXPECT_EQ(value("rolling_retention", rows, {{"day", 8}}, 40 * day), 1);
    EXPECT_EQ(value("rolling_retention", rows, {{"day", 10}}, 40 * day), 0);
    EXPECT_EQ(reduced("retention", rows, {{"day", 9}}, 19 * day + 1).fate, Reduced::Fate::silent) << "the ninth day is not over";
}

TEST(Use, EndsWhenNobodyCameForSoLong) {
    const std::vector<KeyRow> rows{{.time = 10 * day}, {.time = 30 * day}, {.time = 12 * day}};
    const auto stay = [&](double idle, std::int64_t as_of) { return reduced("churn_rate", rows, {{"idle", idle}}, as_of).runs.at(0); };
    EXPECT_EQ(stay(10, 35 * day), std::pair(Runs::key_of(12), true)) << "gone on the 22nd, though it came back";
    EXPECT_EQ(stay(20, 35 * day), std::pair(Runs::key_of(25), false));
    EXPECT_EQ(stay(20, 50 * day), std::pair(Runs::key_of(40), true));
}

TEST(LifetimeValue, LeavesOutWhoIsTooYoung) {
    const std::vector<KeyRow> rows{{.value = 5, .time = 0}, {.value = 7, .time = 29 * day}, {.value = 100, .time = 30 * day}, {.value = none, .time = day}};
    EXPECT_EQ(value("lifetime_value", rows, {{"days", 30}}, 30 * day), 12);
    EXPECT_EQ(reduced("lifetime_value", rows, {{"days", 30}}, 30 * day - 1).fate, Reduced::Fate::silent);
}

TEST(Conversion, NeedsALabel) {
    EXPECT_EQ(value("conversion", {{.label = 0}, {.label = 1}, {.label = none}}), 1);
    EXPECT_EQ(value("conversion", {{.label = none}, {.label = 0}}), 0);
    EXPECT_EQ(reduced("conversion", {{.label = none}}).fate, Reduced::Fate::silent);
}

TEST(Surveys, TakeTheNewestAnswerOnTheScale) {
    const std::vector<KeyRow> rows{{.value = 10, .time = 1}, {.value = 3, .time = 2}, {.value = 11, .time = 3}, {.value = none, .time = 4}};
    EXPECT_EQ(value("nps", rows), -100);
    EXPECT_EQ(reduced("nps", {{.value = none}, {.value = -1}}).fate, Reduced::Fate::silent);
    EXPECT_EQ(value("csat", {{.value = 4}}), 1);
    EXPECT_EQ(value("csat", {{.value = 4}}, {{"from", 9}, {"scale", 10}}), 0);
    EXPECT_EQ(value("ces", {{.value = 6}}), 6);
    EXPECT_EQ(value("response_rate", {{.value = none}}), 0);
    EXPECT_EQ(value("response_rate", {{.value = none}, {.value = 0}}), 1);
}

TEST(Surveys, SayHowFarSilenceCouldMoveThem) {
    Split<KeySums> of;
    for (const double answer : {100.0, 100.0, 0.0, 100.0, -100.0, 100.0}) of.total.add(0, {&answer, 1}, 1);
    of.total.silent = 6;
    of.units = 6;
    const Estimate estimate = evaluate(*find("nps"), of, nullptr, Setting{});
    EXPECT_EQ(estimate.value, 50);
    EXPECT_NE(estimate.detail.find("6 of 12 who were asked answered (50 %)"), std::string::npos) << estimate.detail;
    EXPECT_NE(estimate.detail.find("worst answer it would be -25, had they given the best 75"), std::string::npos) << estimate.detail;
}

TEST(Sus, NeedsAllTenAnswers) {
    std::vector<KeyRow> rows;
    const std::array<std::string_view, 10> items{"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10"};
    for (std::size_t i = 0; i < items.size(); ++i) rows.push_back({.value = i % 2 == 0 ? 5.0 : 1.0, .item = items[i]});
    EXPECT_EQ(value("sus", rows), 100);
    rows[9].value = 3;
    EXPECT_EQ(value("sus", rows), 95);
    rows.pop_back();
    EXPECT_EQ(reduced("sus", rows).fate, Reduced::Fate::silent);
}

}  // namespace

}  // namespace metrics
