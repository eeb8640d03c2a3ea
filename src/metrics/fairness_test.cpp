#include <gtest/gtest.h>

#include "metrics/evaluate.h"
#include "metrics/statistics/joined.h"

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

TEST(EqualOpportunity, AsARatioKeepsNothingWhileAGroupIsNotKnown) {
    const Estimate ratio = compare("equal_opportunity_ratio", {{400, 10, 100, 90}, {390, 10, 110, 90}, {0, 10, 0, 90}});
    EXPECT_NEAR(*ratio.value, 0.78 / 0.8, 1e-12);
    EXPECT_EQ(ratio.limits(0.025).low, 0.0);
    EXPECT_NE(ratio.detail.find("C"), std::string::npos);
}

TEST(ImpactRatio, NamesEveryGroupsRatio) {
    const Estimate ratio = compare("impact_ratio", {{300, 200, 100, 400}, {100, 100, 400, 400}, {200, 200, 300, 300}});
    EXPECT_NEAR(*ratio.value, 0.4, 1e-12);
    EXPECT_EQ(ratio.detail, "A 1, B 0.4, C 0.8");
    EXPECT_LT(ratio.limits(0.025).high, 0.5) << "far below four fifths";
}

/// Groups' recalls, as a comparison that is asked for sees them.
std::vector<NamedEstimate> recalls(const std::vector<Counts>& groups) {
    std::vector<NamedEstimate> named;
    for (std::size_t i = 0; i < groups.size(); ++i) named.push_back({std::string(1, static_cast<char>('A' + i)), evaluate(*find("recall"), confusion(groups[i]), nullptr, {})});
    return named;
}

TEST(WorstGroup, IsGoodEnoughOnlyWhenEveryGroupIs) {
    const Estimate worst = worst_group(recalls({{400, 0, 100, 0}, {300, 0, 200, 0}, {350, 0, 150, 0}}), Worst::lowest, 0, 1);
    EXPECT_NEAR(*worst.value, 0.6, 1e-12);
    EXPECT_EQ(worst.detail, "worst: B");
    EXPECT_NEAR(worst.limits(0.025).low, 0.556, 0.002) << "the group's own limit, without a correction";
    EXPECT_GT(worst.limits(0.025).high, 0.643) << "one of three by luck";
    const Estimate unknown = worst_group(recalls({{400, 0, 100, 0}, {300, 0, 200, 0}, {0, 3, 0, 5}}), Worst::lowest, 0, 1);
    EXPECT_EQ(unknown.limits(0.025).low, 0.0) << "a group that is not known keeps nothing";
    EXPECT_NE(unknown.detail.find("C"), std::string::npos);
    EXPECT_FALSE(worst_group({}, Worst::highest, 0, 1).value);
}

std::vector<Beside> beside(const std::vector<Counts>& groups) {
    std::vector<Statistic> statistics;
    for (const Counts& counts : groups) statistics.push_back(confusion(counts));
    std::vector<const Statistic*> parts;
    for (const Statistic& statistic : statistics) parts.push_back(&statistic);
    const Statistic all = joined(parts).value();
    const auto named = recalls(groups);
    std::vector<Beside> out;
    for (std::size_t i = 0; i < groups.size(); ++i) out.push_back({named[i], evaluate(*find("recall"), without(all, statistics[i]), nullptr, {}), evaluate(*find("recall"), all, nullptr, {})});
    return out;
}

TEST(FromOverall, IsTheGroupAgainstTheRestInProportion) {
    const Estimate largest = largest_from_overall(beside({{900, 0, 100, 0}, {50, 0, 50, 0}}), 1);
    EXPECT_NEAR(*largest.value, 950.0 / 1100 - 0.5, 1e-12);
    // 0.9 - 0.5 times 1000 / 1100 of the rows.
    const Estimate difference = difference_between(recalls({{900, 0, 100, 0}})[0], recalls({{50, 0, 50, 0}})[0], 1);
    EXPECT_NEAR(largest.limits(0.025).high, 1000.0 / 1100 * difference.limits(0.025).high, 1e-9);
    EXPECT_GT(largest.limits(0.025).low, 0.2);
    EXPECT_EQ(largest_from_overall(beside({{9, 0, 1, 0}, {0, 1, 0, 5}, {8, 0, 2, 0}}), 1).limits(0.025).high, 1.0);
    EXPECT_EQ(largest_from_overall(beside({{9, 0, 1, 0}}), 1).reason, Reason::one_group);
}

TEST(DifferenceBetween, HasASign) {
    const auto named = recalls({{300, 0, 200, 0}, {400, 0, 100, 0}, {0, 5, 0, 5}});
    const Estimate difference = difference_between(named[0], named[1], 1);
    EXPECT_NEAR(*difference.value, -0.2, 1e-12);
    EXPECT_LT(difference.limits(0.025).high, -0.1);
    EXPECT_FALSE(difference_between(named[0], named[2], 1).value);
}

TEST(Joined, StatisticsComeApartAgain) {
    const auto with_units = [](std::uint64_t first, int units, bool folded) {
        Split<Confusion> split;
        for (int unit = 0; unit < units; ++unit) {
            Confusion part;
            for (int i = 0; i <= unit % 5; ++i) part.add(i % 2 == 0 ? Confusion::Label::positive : Confusion::Label::negative, i % 3 == 0, mass_one);
            split.keys.push_back(folded ? static_cast<std::uint64_t>(unit) : 1'000 + (first + static_cast<std::uint64_t>(unit)) * 1'000'003);
            split.parts.push_back(part);
            split.total.merge(part);
        }
        split.units = folded ? 10'000 : units;
        return split;
    };
    const Statistic a = with_units(0, 20, false);
    const Statistic b = with_units(10, 20, false);  // ten units are in both
    const Statistic gathered = with_units(0, 64, true);
    const auto both = std::get<Split<Confusion>>(joined({&a, &b}).value());
    EXPECT_EQ(both.parts.size(), 30u);
    EXPECT_EQ(both.units, 30);
    const auto rest = std::get<Split<Confusion>>(without(joined({&a, &b}).value(), a));
    EXPECT_EQ(rest.total, std::get<Split<Confusion>>(b).total);
    EXPECT_EQ(rest.keys, std::get<Split<Confusion>>(b).keys);
    EXPECT_EQ(rest.parts, std::get<Split<Confusion>>(b).parts);
    const auto all = joined({&a, &gathered}).value();
    EXPECT_EQ(std::get<Split<Confusion>>(all).parts.size(), 64u);
    EXPECT_EQ(std::get<Split<Confusion>>(without(all, a)).parts, std::get<Split<Confusion>>(gathered).parts);
    const Statistic fact = Extent{};
    EXPECT_FALSE(joined({&fact}));
    EXPECT_FALSE(joined({}));
}

TEST(Inequality, KnowsNobodyWhoBenefits) {
    const Statistic failed = confusion({0, 0, 5, 0});
    EXPECT_EQ(evaluate(*find("theil_index"), failed, nullptr, {}).reason, Reason::no_denominator);
    const Estimate right = evaluate(*find("theil_index"), confusion({50, 0, 0, 50}), nullptr, {});
    EXPECT_EQ(*right.value, 0.0);
    EXPECT_GT(right.limits(0.025).high, 0.01) << "a hundred rows without an error do not prove that there are none";
}

TEST(Fairness, NeedsTwoGroups) {
    for (const char* id : {"demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference", "equalized_odds_difference", "equal_opportunity_ratio",
                           "equalized_odds_ratio", "predictive_parity_difference", "predictive_parity_ratio", "impact_ratio"}) {
        EXPECT_EQ(compare(id, {{1, 1, 1, 1}}).reason, Reason::one_group) << id;
    }
}

}  // namespace

}  // namespace metrics
