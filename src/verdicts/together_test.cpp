#include <gtest/gtest.h>

#include "verdicts/verdict.h"

namespace verdicts {
namespace {

using charter::Breach;
using metrics::Reason;

Judgement kept() { return {.verdict = Verdict::kept, .reason = Reason::none, .p_broken = 1, .more = {}}; }
Judgement broken(double p) { return {.verdict = Verdict::broken, .reason = Reason::none, .p_broken = p, .more = {}}; }
Judgement unproven(Reason reason, double p) {
    return {.verdict = Verdict::unproven, .reason = reason, .p_broken = p, .more = {}};
}

TEST(Together, IsKeptOnlyWhenEveryCheckIs) {
    std::vector<Judgement> checks{kept(), kept()};
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::kept);
    checks.push_back(unproven(Reason::few_events, 1));
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::unproven);
    EXPECT_EQ(checks.back().reason, Reason::few_events);
}

TEST(Together, OfNothingIsUnproven) {
    std::vector<Judgement> checks;
    EXPECT_EQ(together(checks, Breach::warn, 0.95), Verdict::unproven);
}

TEST(Together, TakesBackWhatHolmDoesNotReject) {
    // 0.02 is below 0.025 by itself, but not below 0.025 / 2.
    std::vector<Judgement> checks{broken(0.02), kept()};
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::unproven);
    EXPECT_EQ(checks[0].verdict, Verdict::unproven);
    EXPECT_EQ(checks[0].reason, Reason::not_significant);
    EXPECT_EQ(checks[1].verdict, Verdict::kept);
}

TEST(Together, LeavesBrokenWhatIsBrokenBeyondTheNumberOfChecks) {
    std::vector<Judgement> checks{broken(0.001), broken(0.02), kept()};
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::broken);
    EXPECT_EQ(checks[0].verdict, Verdict::broken);
    EXPECT_EQ(checks[1].reason, Reason::not_significant);  // 0.02 > 0.025 / 2
}

TEST(Together, IsMilderWhereNothingIsStopped) {
    // Holm: 0.012 > 0.025 / 3 takes all back. Benjamini and Hochberg: 0.016 <= 0.025 x 2 / 3 keeps both.
    for (const Breach breach : {Breach::warn, Breach::info}) {
        std::vector<Judgement> checks{broken(0.012), broken(0.016), kept()};
        EXPECT_EQ(together(checks, breach, 0.95), Verdict::broken);
        EXPECT_EQ(checks[1].verdict, Verdict::broken);
    }
    std::vector<Judgement> checks{broken(0.012), broken(0.016), kept()};
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::unproven);
}

TEST(Together, DoesNotCorrectASingleCheck) {
    std::vector<Judgement> checks{broken(0.025)};
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::broken);
}

TEST(Together, NeverTakesBackAFact) {
    std::vector<Judgement> checks(100, kept());
    checks[50] = broken(0);
    EXPECT_EQ(together(checks, Breach::stop, 0.95), Verdict::broken);
    EXPECT_EQ(checks[50].verdict, Verdict::broken);
}

TEST(Together, NeverBreaksWhatWasNotBroken) {
    std::vector<Judgement> checks{unproven(Reason::bound_inside, 0.03), unproven(Reason::no_rows, 1)};
    EXPECT_EQ(together(checks, Breach::warn, 0.95), Verdict::unproven);
    EXPECT_EQ(checks[0].reason, Reason::bound_inside);
}

}  // namespace
}  // namespace verdicts
