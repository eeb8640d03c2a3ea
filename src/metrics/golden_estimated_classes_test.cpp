#include <gtest/gtest.h>

#include <cmath>

#include "metrics/golden_classes_test.h"
#include "metrics/intervals/class_foresight.h"

/// Estimates among many classes without labels against scikit-learn's. tests/golden/estimated_classes.py made the vectors.
namespace metrics {

namespace {

Estimate estimated(std::string_view id, const GoldenClasses& sides) {
    const Metric& metric = *find(id);
    Setting setting;
    setting.numbers = fallbacks_of(metric);
    return estimate_classes_before_labels(metric, {*sides.reference}, {*sides.current}, setting);
}

TEST(GoldenEstimatedClasses, AgreeWithScikitLearn) {
    for (const auto& one : golden_class_cases().at("cases").as_array()) {
        const GoldenClasses sides = golden_classes(one);
        for (const auto& [id, value] : one.at("expected").as_object()) {
            SCOPED_TRACE(std::string(one.at("name").as_string()) + ": " + std::string(id));
            const Estimate estimate = estimated({id.data(), id.size()}, sides);
            ASSERT_TRUE(estimate.value.has_value());
            const double theirs = value.to_number<double>();
            EXPECT_NEAR(*estimate.value, theirs, std::max(1e-9 * std::abs(theirs), 2e-9));  // shares are kept as multiples of 2^-30
            EXPECT_EQ(estimate.standing, Standing::estimated);
            ASSERT_TRUE(estimate.limits);
            const Limits limits = estimate.limits(0.025);
            EXPECT_LE(limits.low, *estimate.value);
            EXPECT_GE(limits.high, *estimate.value);
        }
    }
}

TEST(EstimatedClasses, AreWiderWhereTheReferenceIsSmaller) {
    GoldenClasses sides = golden_case("digits");
    const Limits all = estimated("accuracy", sides).limits(0.025);
    auto fewer = std::make_shared<RowSample>(*sides.reference);
    fewer->rows.resize(150);
    fewer->cells.resize(150 * fewer->columns.size());
    fewer->population = 150;
    sides.reference = fewer;
    const Limits few = estimated("accuracy", sides).limits(0.025);
    EXPECT_GT(few.high - few.low, all.high - all.low);
}

TEST(EstimatedClasses, SayThatASampleIsNotAllThereIs) {
    GoldenClasses sides = golden_case("digits");
    const Estimate whole = estimated("macro_f1", sides);
    auto sampled = std::make_shared<RowSample>(*sides.current);
    sampled->population *= 100;
    sides.current = sampled;
    const Estimate part = estimated("macro_f1", sides);
    EXPECT_EQ(part.rows, 100 * whole.rows);
    EXPECT_EQ(part.value, whole.value);
    EXPECT_NE(part.method, whole.method);
    EXPECT_GT(part.limits(0.025).high, *part.value) << "what was not looked at may be otherwise";
}

TEST(EstimatedClasses, AreUnprovenWhereAClassIsRare) {
    EXPECT_EQ(estimated("macro_f1", golden_case("ties in tenths")).reason, Reason::few_events) << "some 75 rows of each class in the reference";
}

TEST(EstimatedClasses, NeedAScoreForEveryClass) {
    GoldenClasses sides = golden_case("three classes");
    auto stranger = std::make_shared<RowSample>(*sides.reference);
    stranger->cells.back() = 7;
    sides.reference = stranger;
    const Estimate estimate = estimated("accuracy", sides);
    EXPECT_EQ(estimate.reason, Reason::not_computed);
    EXPECT_EQ(estimate.detail, "a class without a score of its own: 7");
}

TEST(EstimatedClasses, AreAbsentWithoutRowsOrLabels) {
    const GoldenClasses sides = golden_case("three classes");
    RowSample none = *sides.current;
    none.rows.clear();
    none.cells.clear();
    none.population = 0;
    EXPECT_EQ(estimate_classes_before_labels(*find("accuracy"), {*sides.reference}, {none}, {}).reason, Reason::no_rows);
    RowSample silent = *sides.reference;
    for (std::size_t row = 0; row < silent.rows.size(); ++row) silent.cells[row * 4 + 3] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(estimate_classes_before_labels(*find("accuracy"), {silent}, {*sides.current}, {}).reason, Reason::no_labels);
    for (std::size_t row = 0; row < silent.rows.size(); ++row) silent.cells[row * 4 + 3] = 1;
    EXPECT_EQ(estimate_classes_before_labels(*find("accuracy"), {silent}, {*sides.current}, {}).reason, Reason::one_class);
}

TEST(EstimatedClasses, AreOfOneClassWhereOneIsNamed) {
    const GoldenClasses sides = golden_case("three classes");
    double sum = 0;
    for (const char* name : {"0", "1", "2"}) {
        Setting setting;
        setting.category = name;
        sum += estimate_classes_before_labels(*find("recall"), {*sides.reference}, {*sides.current}, setting).value.value();
    }
    EXPECT_NEAR(sum / 3, *estimated("macro_recall", sides).value, 1e-9);
}

TEST(EstimatedClasses, AreThoseOfAllLabelledMetricsOfClasses) {
    EXPECT_TRUE(estimable_over_classes(*find("accuracy")));
    EXPECT_TRUE(estimable_over_classes(*find("weighted_roc_auc")));
    EXPECT_TRUE(estimable_over_classes(*find("recall")));
    EXPECT_FALSE(estimable_over_classes(*find("top_k_accuracy"))) << "it needs the order of all scores";
    EXPECT_FALSE(estimable_over_classes(*find("demographic_parity_ratio")));
    EXPECT_FALSE(estimable_over_classes(*find("psi")));
}

}  // namespace

}  // namespace metrics
