#include <gtest/gtest.h>

#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {

namespace {

Parsed parsed(const std::string& sections) { return parse("charter: 1\nproduct: x\ncurrency: USD\ntask: {kind: binary, columns: {label: y, score: p}}\n" + sections, sample_vocabulary()); }

std::string first_fault(const std::string& sections) {
    const auto all = parsed(sections);
    if (all.faults.empty()) return "";
    return std::to_string(all.faults[0].place.line) + ":" + std::to_string(all.faults[0].place.column) + " " + all.faults[0].what + "; " + all.faults[0].next;
}

}  // namespace

TEST(Worth, PlainAmountsAreKnown) {
    const auto all = parsed("value: {true_positive: 18, false_positive: -2.5}\n");
    ASSERT_TRUE(all.charter && all.charter->worth);
    EXPECT_EQ(all.charter->worth->true_positive.mean, 18);
    EXPECT_EQ(all.charter->worth->true_positive.deviation, 0);
    EXPECT_EQ(all.charter->amounts->false_positive, -2.5);
    EXPECT_FALSE(all.charter->worth->by_row());
}

TEST(Worth, DistributionsHaveTheirMeansAndDeviations) {
    const auto all = parsed("value: {true_positive: {from: 10, to: 22}, false_positive: {low: -4, likely: -1, high: -1}, false_negative: {mean: -9, sd: 2}}\n");
    ASSERT_TRUE(all.charter);
    const Worth& worth = *all.charter->worth;
    EXPECT_DOUBLE_EQ(worth.true_positive.mean, 16);
    EXPECT_DOUBLE_EQ(worth.true_positive.variance(), 12);
    EXPECT_DOUBLE_EQ(worth.false_positive.mean, -2);
    EXPECT_DOUBLE_EQ(worth.false_positive.variance(), 0.5);
    EXPECT_DOUBLE_EQ(worth.false_negative.deviation, 2);
    EXPECT_EQ(all.charter->amounts->true_positive, 16);
}

TEST(Worth, CostsAreTakenOffTheOutcomesThatBearThem) {
    const auto all = parsed("value: {true_positive: 18, per_action: 1, per_review: 2, per_prediction: 0.5}\n");
    ASSERT_TRUE(all.charter);
    EXPECT_DOUBLE_EQ(all.charter->amounts->true_positive, 14.5);
    EXPECT_DOUBLE_EQ(all.charter->amounts->false_positive, -3.5);
    EXPECT_DOUBLE_EQ(all.charter->amounts->true_negative, -0.5);
}

TEST(Worth, AColumnHoldsAnAmountForEachRow) {
    const auto all = parsed("value: {true_positive: {column: fee, from: 0.1, to: 0.3}, false_positive: {column: fee, times: -0.5}}\n");
    ASSERT_TRUE(all.charter);
    EXPECT_TRUE(all.charter->worth->by_row());
    EXPECT_EQ(all.charter->worth->true_positive.text, "fee x (0.1 to 0.3)");
    EXPECT_EQ(all.charter->worth->false_positive.text, "fee x -0.5");
}

/// A factor of a column was once taken for an amount, and money came out that was none.
TEST(Worth, AFactorOfAColumnIsNoAmountForMetrics) {
    const std::string value = "value: {true_positive: {column: fee, times: 0.1}, false_positive: -2}\n";
    EXPECT_FALSE(parsed(value).charter->amounts);
    EXPECT_TRUE(parsed(value + "promises:\n  - {id: worth, metric: value_per_decision, at_least: 1}\n").charter);
}

TEST(Worth, WhatNoAmountCanBeMadeOfIsAFault) {
    EXPECT_EQ(first_fault("value: {true_positive: {from: 20, to: 10}}\n"), "5:35 no amount lies in it: from 20 to 10; write the lower one as from");
    EXPECT_NE(first_fault("value: {true_positive: {from: 20}}\n").find("no amount can be made of these keys: from"), std::string::npos);
    EXPECT_NE(first_fault("value: {true_positive: {low: 3, likely: 2, high: 4}}\n").find("not between the least and the most"), std::string::npos);
    EXPECT_NE(first_fault("value: {true_positive: {mean: 3, sd: 0}}\n").find("wrong value for sd"), std::string::npos);
    EXPECT_NE(first_fault("value: {per_action: -3}\n").find("wrong value for per_action"), std::string::npos);
    EXPECT_NE(first_fault("value: {per_action: {from: -3, to: 1}}\n").find("as it is paid"), std::string::npos);
    EXPECT_NE(first_fault("value: {overestimate: -3}\n").find("about predicted numbers, and the task is of kind binary"), std::string::npos);
    EXPECT_NE(first_fault("value: {true_positiv: 3}\n").find("did you mean true_positive?"), std::string::npos);
}

TEST(BusinessLimits, AreSentencesWithTypedFields) {
    const auto all = parsed("value: {true_positive: 3, per_review: 1}\nbusiness_limits:\n  earn: {at_least: 20000, per: month}\n  flagged_wrong: {at_most: 3}\n  cases_found: {at_least: 60, of: 100}\n"
                            "  reviews: {at_most: 200, per: day}\n  every_group: {by: sex, at_least: 50}\n  budget: {at_most: 900, per: week}\n  latency: {column: took, at_most: 300}\n");
    ASSERT_TRUE(all.charter) << all.faults[0].what;
    ASSERT_EQ(all.charter->business_limits.size(), 7u);
    EXPECT_EQ(all.charter->business_limits[0].text, "at least USD 20000 a month");
    EXPECT_EQ(all.charter->business_limits[1].text, "at most 3 of 100 flagged are wrong");
    EXPECT_EQ(all.charter->business_limits[4].text, "at least 50 of 100 cases found in every group by sex");
    EXPECT_NEAR(all.charter->business_limits[3].per.per_month(), 200 * 30.4375, 1e-9);
}

TEST(BusinessLimits, AreChecked) {
    EXPECT_NE(first_fault("business_limits: {flaged_wrong: {at_most: 3}}\n").find("did you mean flagged_wrong?"), std::string::npos);
    EXPECT_NE(first_fault("business_limits: {flagged_wrong: {at_most: 300}}\n").find("more than there are: 300 of 100"), std::string::npos);
    EXPECT_NE(first_fault("business_limits: {cases_found: {at_least: 0}}\n").find("every model keeps it"), std::string::npos);
    EXPECT_NE(first_fault("business_limits: {reviews: {at_most: 200}}\n").find("a key is missing in business_limits.reviews: per"), std::string::npos);
    EXPECT_NE(first_fault("business_limits: {earn: {at_least: 5, per: month}}\n").find("what decisions are worth is not known"), std::string::npos);
    EXPECT_NE(first_fault("value: {true_positive: 3}\nbusiness_limits: {budget: {at_most: 5, per: month}}\n").find("the charter names none"), std::string::npos);
    EXPECT_NE(first_fault("business_limits: {every_group: {by: sex, at_least: 50, owner: nobody}}\n").find("no such role: nobody"), std::string::npos);
}

TEST(BusinessLimits, OfNumbersRankingsAndClassesHaveTheirOwnWords) {
    const std::string head = "charter: 1\nproduct: test\ncurrency: USD\n";
    const auto limits = [&](const std::string& task, const std::string& text) { return parse(head + "task: {" + task + "}\nbusiness_limits: {" + text + "}\n", sample_vocabulary()); };
    const std::string numbers = "kind: regression, columns: {prediction: said, label: was, lower: low, upper: high}", lists = "kind: ranking, columns: {query: q, item: i, score: s, label: l}", classes = "kind: multiclass, columns: {prediction: said, label: was}";
    const auto regression = limits(numbers, "off_by: {at_most: 12, of: 100, by: region}, leaning: {at_most: 2}, ranges_hold: {at_least: 90}");
    ASSERT_TRUE(regression.charter) << regression.faults[0].what;
    EXPECT_EQ(regression.charter->business_limits[0].text, "predictions are off by at most 12 of 100 in all, in every group by region");
    EXPECT_EQ(limits(numbers, "off_by: {at_most: 12}").charter->business_limits[0].text, "predictions are off by at most 12 on average");
    const auto ranking = limits(lists, "cases_found: {at_least: 60, first: 5}, shown_wrong: {at_most: 40, first: 10}, answered: {at_least: 80, first: 1}");
    ASSERT_TRUE(ranking.charter) << ranking.faults[0].what;
    EXPECT_EQ(ranking.charter->business_limits[1].text, "at most 40 of 100 shown in the first 10 places are irrelevant");
    EXPECT_EQ(limits(classes, "flagged_wrong: {at_most: 3, category: fraud}").charter->business_limits[0].text, "at most 3 of 100 flagged as fraud are wrong");

    EXPECT_EQ(limits(numbers, "flagged_wrong: {at_most: 3}").faults[0].what, "no limit of a task of kind regression: flagged_wrong");
    EXPECT_NE(limits(numbers, "flagged_wrong: {at_most: 3}").faults[0].next.find("off_by"), std::string::npos);
    EXPECT_EQ(limits(classes, "flagged_wrong: {at_most: 3}").faults[0].what, "of many classes one is meant, and none is named: flagged_wrong");
    EXPECT_EQ(limits("kind: binary, columns: {score: s, label: l}", "cases_found: {at_least: 60, first: 2}").faults[0].what, "places are those of rankings, and the task is of kind binary: first");
    EXPECT_EQ(limits("kind: binary, columns: {score: s, label: l}", "cases_found: {at_least: 60, category: fraud}").faults[0].what, "a class is named, and the task is of kind binary: category");
    EXPECT_NE(limits("kind: regression, columns: {prediction: said, label: was}", "ranges_hold: {at_least: 90}").faults[0].what.find("lower"), std::string::npos);
    EXPECT_NE(limits(lists, "answered: {at_least: 80, first: 0}").faults[0].what.find("first"), std::string::npos);
}

}  // namespace charter
