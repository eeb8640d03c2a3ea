#include <gtest/gtest.h>

#include "metrics/evaluate.h"

namespace metrics {

namespace {

struct Counts {
    int true_positive, false_positive, false_negative, true_negative;
};

Statistic confusion(const Counts& counts) {
    using Label = Confusion::Label;
    Split<Confusion> split;
    const auto add = [&](int rows, Label label, bool predicted) {
        for (int i = 0; i < rows; ++i) split.total.add(label, predicted, mass_one);
    };
    add(counts.true_positive, Label::positive, true);
    add(counts.false_positive, Label::negative, true);
    add(counts.false_negative, Label::positive, false);
    add(counts.true_negative, Label::negative, false);
    split.units = split.total.all.rows;
    return split;
}

Estimate compare(const char* id, const std::vector<Counts>& groups) {
    std::vector<Statistic> statistics;
    for (const Counts& counts : groups) statistics.push_back(confusion(counts));
    std::vector<GroupStatistic> named;
    for (std::size_t i = 0; i < statistics.size(); ++i) named.push_back({std::string(1, static_cast<char>('A' + i)), &statistics[i]});
    return evaluate_groups(*find(id), named, {});
}

/// African-American and Caucasian rows of COMPAS, high risk from decile 5: Larson, Mattu, Kirchner, Angwin 2016,
/// "How we analyzed the COMPAS recidivism algorithm", print these counts.
const std::vector<Counts> compas{{1369, 805, 532, 990}, {505, 349, 461, 1139}};

TEST(EqualizedOdds, OfCompasIsWhatWasPublishedAndCertainlyNotZero) {
    const Estimate gap = compare("equalized_odds_difference", compas);
    EXPECT_NEAR(*gap.value, 0.4485 - 0.2345, 1e-4);
    EXPECT_GT(gap.limits(0.025).low, 0.17);
    EXPECT_LT(gap.limits(0.025).high, 0.26);
}

TEST(EqualOpportunity, OfCompasIsTheDifferenceOfMissedRates) {
    EXPECT_NEAR(*compare("equal_opportunity_difference", compas).value, 0.4772 - 0.2799, 1e-4);
}

TEST(EqualOpportunity, LeavesOutAGroupWithoutPositives) {
    const Estimate gap = compare("equal_opportunity_difference", {{400, 10, 100, 90}, {300, 10, 200, 90}, {0, 10, 0, 90}});
    EXPECT_NEAR(*gap.value, 0.2, 1e-12) << "0 / 0 is missing, not 0";
    EXPECT_GT(gap.limits(0.025).low, 0.1) << "the others still show a gap";
    EXPECT_EQ(gap.limits(0.025).high, 1.0) << "what is not known does not keep a promise";
    EXPECT_NE(gap.detail.find("C"), std::string::npos);
}

TEST(EqualizedOdds, SaysWhichRateIsMissing) {
    const Estimate gap = compare("equalized_odds_difference", {{400, 10, 100, 90}, {300, 10, 200, 90}, {0, 10, 0, 90}});
    EXPECT_NE(gap.detail.find("recall too small to be known: C"), std::string::npos) << gap.detail;
    EXPECT_EQ(gap.reason, Reason::none);
    EXPECT_EQ(gap.limits(0.025).high, 1.0);
}

TEST(DemographicParity, OfManySmallEqualGroupsIsNotCalledUnequal) {
    // Ten groups of 20 rows with 8 to 12 predicted: a gap of 0.2 that is luck.
    std::vector<Counts> groups;
    for (int i = 0; i < 10; ++i) groups.push_back({8 + i % 5, 0, 0, 12 - i % 5});
    const Estimate gap = compare("demographic_parity_difference", groups);
    EXPECT_NEAR(*gap.value, 0.2, 1e-12);
    EXPECT_EQ(gap.limits(0.025).low, 0.0);
}

TEST(Fairness, NeedsTwoGroups) {
    for (const char* id : {"demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference", "equalized_odds_difference"}) {
        EXPECT_EQ(compare(id, {{1, 1, 1, 1}}).reason, Reason::one_group) << id;
    }
}

}  // namespace

}  // namespace metrics
