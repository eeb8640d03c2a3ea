#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/slices/judge.h"

namespace metrics::slices {

namespace {

Setting setting_of(const Metric& metric) {
    Setting setting;
    setting.amounts = Amounts{18, -2.5, -11, 0};
    for (const auto& parameter : parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    return setting;
}

std::optional<OutcomeValues> values_of(const char* id) { return outcome_values(*find(id), setting_of(*find(id))); }

constexpr std::size_t tn = 0, fp = 1, fn = 2, tp = 3;

TEST(SliceLosses, AreFoundByAskingTheMetric) {
    const auto recall = values_of("recall");
    ASSERT_TRUE(recall);
    EXPECT_EQ(recall->counts, (std::array<bool, 6>{false, false, true, true, false, false}));
    EXPECT_EQ(recall->value[tp], 1);
    EXPECT_EQ(recall->value[fn], 0);
    const auto precision = values_of("precision");
    ASSERT_TRUE(precision);
    EXPECT_EQ(precision->counts, (std::array<bool, 6>{false, true, false, true, false, false}));
    const auto accuracy = values_of("accuracy");
    ASSERT_TRUE(accuracy);
    EXPECT_EQ(accuracy->value[tn], 1);
    EXPECT_EQ(accuracy->value[fp], 0);
    EXPECT_EQ(accuracy->best(Better::higher), 1);
    const auto value = values_of("value_per_decision");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->best(Better::higher), 18);
    EXPECT_EQ(value->value[fn], -11);
}

TEST(SliceLosses, AreOfTheMeanThatAMetricFollows) {
    EXPECT_TRUE(is_searchable(*find("mae"), setting_of(*find("mae"))));
    EXPECT_TRUE(is_searchable(*find("rmse"), setting_of(*find("rmse")))) << "the root of a mean";
    const auto f1 = values_of("f1");
    ASSERT_TRUE(f1) << "the larger, the more of what is positive or called so is both";
    EXPECT_EQ(f1->counts, (std::array<bool, 6>{false, true, true, true, false, false}));
    EXPECT_EQ(f1->value[tp], 1);
    EXPECT_EQ(f1->value[fn], 0);
    EXPECT_EQ(f1->value[fp], 0);
}

TEST(SliceLosses, AreNotThoughtOfWhereThereIsNoSuchMean) {
    Setting two = setting_of(*find("f_beta"));
    two.numbers["beta"] = 2;
    EXPECT_FALSE(outcome_values(*find("f_beta"), two)) << "a miss weighs more than a false alarm";
    EXPECT_FALSE(values_of("positive_rate")) << "neither more nor less is better";
    EXPECT_FALSE(values_of("equalized_odds_difference"));
    for (const char* id : {"roc_auc", "psi", "row_count", "matthews_correlation", "balanced_accuracy", "r2"}) EXPECT_FALSE(is_searchable(*find(id), setting_of(*find(id)))) << id;
    for (const char* id : {"log_loss", "brier_score", "specificity", "false_negative_rate"}) EXPECT_TRUE(is_searchable(*find(id), setting_of(*find(id)))) << id;
}

TEST(SliceLosses, AFreakValueTakesNotAllTheSteps) {
    std::vector<double> losses(10'000, 1);
    losses[17] = 1e12;
    losses[18] = 0;
    const auto steps = in_steps(losses);
    EXPECT_EQ(steps[17], loss_steps);
    EXPECT_EQ(steps[0], loss_steps);
    EXPECT_EQ(steps[18], 0);
    EXPECT_EQ(in_steps({0, 0, 0}), (std::vector<std::uint16_t>{0, 0, 0}));
    std::vector<double> rare(10'000, 0);
    rare[5] = 3;
    EXPECT_EQ(in_steps(rare)[5], loss_steps) << "fewer than one in a thousand have any";
}

HeldOut rows_of(const Metric& metric, std::size_t rows, bool units) {
    base::Random random(23);
    HeldOut held;
    held.metric = &metric;
    held.setting = setting_of(metric);
    held.codes.resize(1);
    for (std::size_t row = 0; row < rows; ++row) {
        const bool inside = random.uniform() < 0.2;
        const bool positive = random.uniform() < 0.4;
        const bool right = random.uniform() < (inside ? 0.6 : 0.9);
        held.codes[0].push_back(inside ? 1 : 0);
        held.outcomes.push_back(outcome_of(positive ? Confusion::Label::positive : Confusion::Label::negative, positive == right));
        held.values.push_back(positive == right ? 0.8 : 0.3);
        held.losses.push_back(right ? 0 : 1);
        if (units) held.units.push_back(base::Random::mix(random.below(400)));
    }
    return held;
}

TEST(SliceJury, GivesTheMetricsOwnValueAndInterval) {
    const Metric& accuracy = *find("accuracy");
    const HeldOut held = rows_of(accuracy, 5'000, false);
    const Judged judged = Jury(held).judge({{0, {1, 1}}});
    Split<Confusion> inside;
    double lost = 0;
    double lost_inside = 0;
    for (std::size_t row = 0; row < held.outcomes.size(); ++row) {
        lost += held.losses[row];
        if (held.codes[0][row] == 0) continue;
        inside.total.add(static_cast<Confusion::Label>(held.outcomes[row] / 2), held.outcomes[row] % 2 == 1, mass_one);
        lost_inside += held.losses[row];
    }
    inside.units = inside.total.all.rows;
    const Estimate expected = evaluate(accuracy, inside, nullptr, held.setting);
    EXPECT_EQ(*judged.inside.value, *expected.value);
    EXPECT_EQ(judged.inside.limits(0.025).low, expected.limits(0.025).low);
    EXPECT_NEAR(judged.loss_share, lost_inside / lost, 1e-15);
    EXPECT_EQ(judged.inside.rows + judged.outside.rows, 5'000);
    EXPECT_NEAR(*judged.difference.value, -0.3, 0.06);
    EXPECT_LT(judged.difference.limits(0.001).high, 0);
}

TEST(SliceJury, TakesNamedUnitsAsWhatIsIndependent) {
    for (const char* id : {"accuracy", "brier_score"}) {
        const HeldOut held = rows_of(*find(id), 5'000, true);
        const Jury jury(held);
        const Judged judged = jury.judge({{0, {1, 1}}});
        EXPECT_GT(jury.units(), 380) << id;
        EXPECT_TRUE(judged.inside.units_named);
        EXPECT_LT(judged.inside.units, 400);
        EXPECT_GT(judged.inside.units, 300);
        ASSERT_TRUE(judged.difference.limits);
        EXPECT_GT(judged.difference.limits(0.025).high - judged.difference.limits(0.025).low, 0);
    }
}

TEST(SliceJury, ComparesAPartWithTheRestOfASlice) {
    const Metric& accuracy = *find("accuracy");
    HeldOut held = rows_of(accuracy, 2'000, false);
    held.codes.push_back(std::vector<std::uint8_t>(2'000, 0));
    for (std::size_t row = 0; row < 1'000; ++row) held.codes[1][row] = 1;
    const Judged judged = Jury(held).judge_within({{0, {1, 1}}, {1, {1, 1}}}, {{0, {1, 1}}});
    EXPECT_EQ(judged.inside.rows + judged.outside.rows, std::count(held.codes[0].begin(), held.codes[0].end(), 1));
}

}  // namespace

}  // namespace metrics::slices
