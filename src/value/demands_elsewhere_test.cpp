#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "charter/charter.h"
#include "value/demands.h"
#include "value/errors.h"

namespace value {

namespace {

using Kind = charter::BusinessLimit::Kind;

charter::BusinessLimit limit(Kind kind, double bound, double of = 100) {
    charter::BusinessLimit limit;
    limit.kind = kind;
    limit.bound = bound;
    limit.of = of;
    limit.per.amount = bound;
    limit.per.per = "month";
    limit.per.length = {0, 1};
    return limit;
}

charter::Charter document_of(charter::TaskKind kind, std::vector<charter::BusinessLimit> limits) {
    charter::Charter document;
    document.task.kind = kind;
    document.worth.emplace();
    document.business_limits = std::move(limits);
    return document;
}

}  // namespace

/// A loss of at most so much is exactly what makes predictions earn enough.
TEST(DemandsWithoutAThreshold, OfErrorsAreMetExactlyWhereTheLimitIs) {
    base::Random random(5);
    for (int round = 0; round < 200; ++round) {
        const double over = 0.1 + 5 * random.uniform(), under = 0.1 + 5 * random.uniform(), each = random.uniform(), month = 1'000 + 1e6 * random.uniform();
        const double wanted = -month * 10 * random.uniform();
        auto document = document_of(charter::TaskKind::regression, {limit(Kind::earn, wanted)});
        document.worth->overestimate.mean = -over;
        document.worth->underestimate.mean = -under;
        document.worth->per_prediction.mean = each;
        const auto compiled = compile_without_threshold(document, Pace{month});
        ASSERT_EQ(compiled.demands.size(), 1u);
        const Demand& demand = compiled.demands.front();
        if (!demand.no_model.empty()) {
            EXPECT_LT(-each * month, wanted);
            continue;
        }
        ASSERT_EQ(demand.metric, "pinball_loss");
        const double q = demand.with.at("q");
        double earned = 0, loss = 0;
        for (int row = 0; row < 500; ++row) {
            const double error = 4 * random.normal();
            earned += (error > 0 ? -over * error : under * error) - each;
            loss += error < 0 ? -q * error : (1 - q) * error;
        }
        const double distance = earned / 500 * month - wanted;
        if (std::abs(distance) > 1e-6 * month) {
            EXPECT_EQ(demand.meets(loss / 500), distance > 0);
        }
    }
}

TEST(DemandsWithoutAThreshold, OfErrorsWhoseCostIsUncertainAreOfTheWorthItself) {
    auto document = document_of(charter::TaskKind::regression, {limit(Kind::earn, -500)});
    document.worth->overestimate.mean = -1;
    document.worth->underestimate.mean = -4;
    document.worth->underestimate.deviation = 1;
    const auto compiled = compile_without_threshold(document, Pace{100});
    EXPECT_EQ(compiled.demands.front().metric, "value_per_decision");
    EXPECT_NEAR(compiled.demands.front().bound.low, -5, 1e-12);
}

TEST(DemandsWithoutAThreshold, OfNumbersNameTheirMetricAndBound) {
    const auto document = document_of(charter::TaskKind::regression, {limit(Kind::off_by, 12, 0), limit(Kind::off_by, 12), limit(Kind::leaning, 2), limit(Kind::ranges_hold, 90)});
    const auto demands = compile_without_threshold(document, std::nullopt).demands;
    ASSERT_EQ(demands.size(), 4u);
    EXPECT_EQ(demands[0].metric, "mae");
    EXPECT_EQ(demands[0].bound.high, 12);
    EXPECT_EQ(demands[1].metric, "wape");
    EXPECT_EQ(demands[1].bound.high, 0.12);
    EXPECT_EQ(demands[2].metric, "mean_error");
    EXPECT_EQ(demands[2].bound.low, -2);
    EXPECT_EQ(demands[2].bound.high, 2);
    EXPECT_EQ(demands[3].metric, "interval_coverage");
    EXPECT_EQ(demands[3].bound.low, 0.9);
    for (const Demand& demand : demands) EXPECT_FALSE(demand.of_threshold);
}

TEST(DemandsWithoutAThreshold, OfRankingsLookAtTheFirstPlaces) {
    auto document = document_of(charter::TaskKind::ranking, {limit(Kind::shown_wrong, 40), limit(Kind::answered, 80), limit(Kind::cases_found, 60), limit(Kind::earn, 900)});
    for (auto& one : document.business_limits) one.first = 10;
    document.worth->by_position = {5, 2, 1};
    const auto demands = compile_without_threshold(document, Pace{100}).demands;
    ASSERT_EQ(demands.size(), 4u);
    EXPECT_EQ(demands[0].metric, "ranking_precision");
    EXPECT_NEAR(demands[0].bound.low, 0.6, 1e-12);
    EXPECT_EQ(demands[1].metric, "hit_rate");
    EXPECT_EQ(demands[2].metric, "ranking_recall");
    EXPECT_EQ(demands[1].with.at("k"), 10);
    EXPECT_EQ(demands[3].no_model, "even a list that is right in every place brings 8, and 9 are needed");
}

TEST(DemandsWithoutAThreshold, OfWhatIsNotKnownAreNotMade) {
    const auto paced = compile_without_threshold(document_of(charter::TaskKind::ranking, {limit(Kind::earn, 9)}), std::nullopt);
    ASSERT_EQ(paced.not_compiled.size(), 1u);
    EXPECT_NE(paced.not_compiled.front().second.find("how many queries"), std::string::npos);
    const auto classes = compile_without_threshold(document_of(charter::TaskKind::multiclass, {limit(Kind::earn, 9), limit(Kind::flagged_wrong, 3)}), Pace{100});
    EXPECT_EQ(classes.not_compiled.size(), 1u);
    EXPECT_EQ(classes.demands.front().metric, "precision");
}

TEST(DemandsWithoutAThreshold, ABudgetBelowWhatPredictionsCostNoModelKeeps) {
    auto document = document_of(charter::TaskKind::regression, {limit(Kind::budget, 100)});
    document.worth->per_prediction.mean = 0.5;
    EXPECT_TRUE(compile_without_threshold(document, Pace{150}).demands.front().no_model.empty());
    EXPECT_NE(compile_without_threshold(document, Pace{1'000}).demands.front().no_model, "");
}

}  // namespace value
