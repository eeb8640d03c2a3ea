#include "charter/rollout_plan.h"

#include <gtest/gtest.h>

#include "charter/sample_vocabulary.h"

namespace charter {

namespace {

constexpr const char* plan = R"(
  release:
    steps:
      - {kind: shadow, at_least: 500, stay_at_least: 1d}
      - {kind: canary, share: 0.01, at_least: 2000, inconclusive: continue}
      - {kind: ramp, share: 0.25, stay_at_most: 21d, no_data: roll_back}
      - {kind: full, stay_at_least: 2d}
    metrics:
      - {id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.001, weight: 3}
      - {id: revenue, role: goal, mean: spend, earlier: spend_before, cap: 500, margin: 0.01, relative: true}
      - {id: clicks, role: signal, ratio: clicks, per: views}
)";

std::string document(const std::string& rollouts) { return "charter: 1\nproduct: p\ntask: {kind: binary, columns: {subject: who}}\nrollouts:" + rollouts; }
Charter good(const std::string& rollouts) {
    const Parsed parsed = parse(document(rollouts), sample_vocabulary());
    EXPECT_TRUE(parsed.charter) << parsed.faults.front().what << "; " << parsed.faults.front().next;
    return parsed.charter.value_or(Charter());
}
std::string replaced(std::string text, const std::string& what, const std::string& by) {
    EXPECT_NE(text.find(what), std::string::npos) << what;
    return text.replace(text.find(what), what.size(), by);
}
std::string fault_of(const std::string& what, const std::string& by) {
    const Parsed parsed = parse(document(replaced(plan, what, by)), sample_vocabulary());
    return parsed.faults.empty() ? "none" : parsed.faults.front().what + "; " + parsed.faults.front().next;
}

}  // namespace

TEST(RolloutPlan, SaysThatNothingIsComparedWithoutAHoldout) {
    const Charter without = good(replaced(plan, "  release:\n", "  release:\n    holdout: 0\n"));
    ASSERT_EQ(without.notes.size(), 1u);
    EXPECT_EQ(without.notes.front().place.line, 6);
    EXPECT_NE(without.notes.front().text.find("write holdout: 0.05"), std::string::npos);
    EXPECT_TRUE(good(replaced(plan, "  release:\n", "  release:\n    holdout: 0.05\n")).notes.empty());
}

TEST(RolloutPlan, IsReadAsItIsWritten) {
    const auto read = rollout_of(good(plan), "");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->id, "release");
    EXPECT_EQ(read->unit, "who");
    EXPECT_EQ(read->level, 0.95);
    ASSERT_EQ(read->steps.size(), 4u);
    EXPECT_EQ(read->steps[0].kind, RolloutStep::Kind::shadow);
    EXPECT_EQ(read->steps[1].share, 0.01);
    EXPECT_EQ(read->steps[1].at_least, 2000);
    EXPECT_EQ(read->steps[1].inconclusive, Action::go_on);
    EXPECT_EQ(read->steps[2].stay_at_most.micros, 21 * base::micros_per_day);
    EXPECT_EQ(read->steps[2].no_data, Action::roll_back);
    EXPECT_EQ(read->steps[3].share, 1);
    EXPECT_EQ(read->steps[3].fail, Action::roll_back);
    ASSERT_EQ(read->metrics.size(), 3u);
    EXPECT_EQ(read->metrics[0].kind, RolloutMetric::Kind::rate);
    EXPECT_FALSE(read->metrics[0].higher_is_better);
    EXPECT_EQ(read->metrics[1].earlier, "spend_before");
    EXPECT_EQ(read->metrics[1].cap, 500);
    EXPECT_TRUE(read->metrics[1].relative);
    EXPECT_EQ(read->metrics[2].per, "views");
    EXPECT_FALSE(rollout_of(good(plan), "relaese"));
    EXPECT_FALSE(rollout_of(*parse("charter: 1\nproduct: p\n", sample_vocabulary()).charter, ""));
}

TEST(RolloutPlan, RefusesWhatWouldShipWithoutEvidence) {
    EXPECT_NE(fault_of("no_data: roll_back", "inconclusive: continue").find("would go to everyone"), std::string::npos);
    EXPECT_NE(fault_of("{kind: full,", "{kind: full, inconclusive: continue,").find("would go to everyone"), std::string::npos);
    EXPECT_NE(fault_of("no_data: roll_back", "fail: continue").find("what has failed would go on"), std::string::npos);
    EXPECT_NE(fault_of("no_data: roll_back", "no_data: continue").find("no_data"), std::string::npos);
}

TEST(RolloutPlan, FaultsStepsThatDoNotFitEachOther) {
    EXPECT_NE(fault_of("share: 0.25", "share: 0.005").find("the share gets smaller: 0.005"), std::string::npos);
    EXPECT_NE(fault_of("share: 0.25", "share: 0.97").find("no room for the holdout"), std::string::npos);
    EXPECT_NE(fault_of("share: 0.25, ", "").find("a ramp without a share"), std::string::npos);
    EXPECT_NE(fault_of("{kind: full,", "{kind: full, share: 0.5,").find("a share of a full step"), std::string::npos);
    EXPECT_NE(fault_of("      - {kind: full, stay_at_least: 2d}\n", "").find("the last step is not the full one"), std::string::npos);
    EXPECT_NE(fault_of("stay_at_most: 21d", "stay_at_most: 10min").find("shortest stay is longer"), std::string::npos);
    EXPECT_NE(fault_of("stay_at_most: 21d", "stay_at_most: 1mo").find("months differ"), std::string::npos);
}

TEST(RolloutPlan, FaultsMetricsThatCannotBeCompared) {
    EXPECT_NE(fault_of("per: views", "better: lower").find("a ratio without"), std::string::npos);
    EXPECT_NE(fault_of("rate: crashed", "rate: crashed, cap: 5").find("only of a mean: cap"), std::string::npos);
    EXPECT_NE(fault_of("id: clicks", "id: crashes").find("two metrics of this name"), std::string::npos);
    EXPECT_NE(fault_of("rate: crashed", "rate: crashed, mean: crashed").find("only one of these keys"), std::string::npos);
    EXPECT_NE(fault_of("role: guardrail", "role: guardrial").find("did you mean"), std::string::npos);
    const Parsed nobody = parse("charter: 1\nproduct: p\nrollouts:" + std::string(plan), sample_vocabulary());
    ASSERT_FALSE(nobody.faults.empty());
    EXPECT_NE(nobody.faults.front().what.find("who is assigned is not said"), std::string::npos);
}

TEST(RolloutPlan, IsWeakerWhenItLetsMoreThrough) {
    const auto change = [](const std::string& what, const std::string& by) {
        const auto changes = compare(good(plan), good(replaced(plan, what, by)));
        EXPECT_EQ(changes.size(), 1u) << what;
        return changes.empty() ? Change::Kind::added : changes.front().kind;
    };
    EXPECT_EQ(change("margin: 0.001", "margin: 0.002"), Change::Kind::weakened);
    EXPECT_EQ(change("margin: 0.001", "margin: 0.0005"), Change::Kind::strengthened);
    EXPECT_EQ(change("margin: 0.01,", "margin: 0.02,"), Change::Kind::strengthened);
    EXPECT_EQ(change("at_least: 2000", "at_least: 200"), Change::Kind::weakened);
    EXPECT_EQ(change("inconclusive: continue", "inconclusive: hold"), Change::Kind::strengthened);
    EXPECT_EQ(change("weight: 3", "weight: 2"), Change::Kind::changed);
    EXPECT_EQ(change("      - {kind: shadow, at_least: 500, stay_at_least: 1d}\n", ""), Change::Kind::weakened);
    const auto gone = compare(good(plan), *parse("charter: 1\nproduct: p\ntask: {kind: binary, columns: {subject: who}}\n", sample_vocabulary()).charter);
    ASSERT_EQ(gone.size(), 1u);
    EXPECT_EQ(gone.front().kind, Change::Kind::weakened);
}

}  // namespace charter
