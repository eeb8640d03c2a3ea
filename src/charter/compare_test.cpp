#include <gtest/gtest.h>

#include "charter/charter.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

Charter parsed(const std::string& text) {
    const Parsed parsed = parse(text, sample_vocabulary());
    for (const FaultAt& fault : parsed.faults) ADD_FAILURE() << fault.place.line << " " << fault.what;
    return parsed.charter.value_or(Charter{});
}

/// What changed when one passage of the sample is replaced by another.
std::string after(std::string_view from, std::string_view to) {
    std::string all;
    for (const Change& change : compare(parsed(sample_charter), parsed(replaced(sample_charter, from, to)))) {
        all += (all.empty() ? "" : "\n") + std::string(name(change.kind)) + " " + change.id + ": " + change.what;
    }
    return all;
}

TEST(Compare, FindsNothingWhereNothingChanged) { EXPECT_TRUE(compare(parsed(sample_charter), parsed(sample_charter)).empty()); }

TEST(Compare, NamesPromisesThatWereWeakened) {
    EXPECT_EQ(after("at_least: 0.60", "at_least: 0.55"), "weakened useful: at least 0.6 -> at least 0.55");
    EXPECT_EQ(after("at_most: 0.10, owner", "at_most: 0.2, owner"), "weakened even: at most 0.1 -> at most 0.2");
    EXPECT_EQ(after("owner: risk, breach: stop}\n  - {id: stable", "owner: risk, breach: warn}\n  - {id: stable"), "weakened even: breach: stop -> warn");
    EXPECT_EQ(after("metric: recall,", "metric: recall, level: 0.9,"), "weakened useful: level: 0.95 -> 0.9");
    EXPECT_EQ(after("of: [distance, origin]", "of: distance"), "weakened stable: of: distance, origin -> distance");
    EXPECT_EQ(after("every: 365d", "every: 2y"), "weakened reviewed: every: 365d -> 2y");
    EXPECT_EQ(after("within: 0.05", "within: 0.06"), "weakened places-ord: between 0.55 and 0.65 -> between 0.54 and 0.66\nweakened places-atl: between 0 and 0.07 -> between 0 and 0.08");
    EXPECT_EQ(after("max: 6000", "max: 9000"), "weakened data-distance-valid: max: 6000 -> 9000");
    EXPECT_EQ(after("min: 0, ", ""), "weakened data-distance-valid: min: 0 -> none");
    EXPECT_EQ(after("freshness: {at_most: 2h}", "freshness: {at_most: 3h}"), "weakened data-freshness: at most 2h -> at most 3h");
}

TEST(Compare, NamesPromisesThatWereStrengthened) {
    EXPECT_EQ(after("at_least: 0.60", "at_least: 0.65"), "strengthened useful: at least 0.6 -> at least 0.65");
    EXPECT_EQ(after("metric: recall,", "metric: recall, level: 0.99,"), "strengthened useful: level: 0.95 -> 0.99");
    EXPECT_EQ(after("origin:   {type: category}", "origin:   {type: category, required: true}"), "added data-origin-present: missing_share of origin at most 0");
    EXPECT_EQ(after("at_least: 0.40, over: 7d, owner: product, breach: warn", "at_least: 0.40, over: 7d, owner: product, breach: stop"), "strengthened worth-it: breach: warn -> stop");
}

TEST(Compare, AWeakerPartIsNotBoughtOffByAStrongerOne) {
    EXPECT_EQ(after("at_least: 0.60, over: 7d", "at_least: 0.55, level: 0.99, over: 7d"), "weakened useful: at least 0.6 -> at least 0.55; level: 0.95 -> 0.99");
}

TEST(Compare, APromiseAboutACensusIsLessThanOneAboutAProcess) {
    EXPECT_EQ(after("metric: psi, ", "metric: psi, about: census, "), "weakened stable: about: process -> census");
    const std::string census = replaced(sample_charter, "metric: psi, ", "metric: psi, about: census, ");
    const auto changes = compare(parsed(census), parsed(sample_charter));
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].kind, Change::Kind::strengthened);
}

TEST(Compare, NamesWhatWasAddedDroppedOrIsNoLongerComparable) {
    EXPECT_EQ(after("  - {id: reviewed,   evidence: review, by: risk, every: 365d, breach: stop}\n", ""), "dropped reviewed: review by risk every 365d");
    EXPECT_EQ(after("id: stable", "id: steady"), "dropped stable: psi of distance, origin at most 0.2\nadded steady: psi of distance, origin at most 0.2");
    EXPECT_EQ(after("over: 7d, serves", "over: 14d, serves"), "changed useful: over: 7d -> 14d");
    EXPECT_EQ(after("metric: recall,             at_least", "metric: precision, at_least"), "changed useful: metric: recall -> precision");
    EXPECT_EQ(after("metric: recall,", "metric: recall, where: a = 1,"), "changed useful: where: none -> a = 1");
    EXPECT_EQ(after("at_least: 0.60", "between: [0.5, 0.7]"), "changed useful: at least 0.6 -> between 0.5 and 0.7");
    EXPECT_EQ(after("at_least: 0.60", "at_least: {times_reference: 0.9}"), "changed useful: at least 0.6 -> at least 0.9 times the reference");
}

TEST(Compare, NamesTheGroundThatAllPromisesStandOn) {
    EXPECT_EQ(after("threshold: 0.35", "threshold: 0.5"), "changed task: threshold: 0.35 -> 0.5");
    EXPECT_EQ(after("true_positive: 18", "true_positive: 20"), "changed value: true_positive: 18 -> 20");
    EXPECT_EQ(after("to: 2001-03-01", "to: 2001-02-01"), "changed reference: 2001-01-01 to 2001-03-01 -> 2001-01-01 to 2001-02-01");
    EXPECT_EQ(after("absent_means: unknown", "absent_means: negative"), "changed outcomes: absent_means: unknown -> negative");
}

}  // namespace
}  // namespace charter
