#include "verdicts/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace verdicts {
namespace {

using charter::About;
using charter::Bound;
using charter::Breach;
using metrics::Estimate;
using metrics::Limits;
using metrics::Reason;

constexpr double infinity = std::numeric_limits<double>::infinity();

Bound bound(Bound::Kind kind, double low, double high) {
    Bound made;
    made.kind = kind;
    made.low = low;
    made.high = high;
    return made;
}
Bound at_least(double low) { return bound(Bound::Kind::at_least, low, infinity); }
Bound at_most(double high) { return bound(Bound::Kind::at_most, -infinity, high); }
Bound between(double low, double high) { return bound(Bound::Kind::between, low, high); }
Bound equals(double value, double within) { return bound(Bound::Kind::equals, value - within, value + within); }

// A curve whose inverse is known: the limit lies `scale x ln(0.5 / tail)` from the value (a Laplace distribution). At a
// tail of 0.025 that is scale x 2.99573.
Estimate laplace(double value, double scale, std::int64_t units = 100) {
    Estimate estimate;
    estimate.value = value;
    estimate.units = units;
    estimate.rows = units;
    estimate.limits = [=](double tail) {
        const double half = scale * std::log(0.5 / tail);
        return Limits{value - half, value + half};
    };
    return estimate;
}
double laplace_p(double value, double scale, double end) { return 0.5 * std::exp(-std::abs(value - end) / scale); }

Judgement process(const Estimate& estimate, const Bound& good) { return judge(estimate, good, About::process, 0.95); }

TEST(Judge, UsesTheLowerEndToKeepAtLeastAndTheUpperEndToBreakIt) {
    const Estimate estimate = laplace(0.6, 0.01);  // 0.57004 to 0.62996
    EXPECT_EQ(process(estimate, at_least(0.5700)).verdict, Verdict::kept);
    EXPECT_EQ(process(estimate, at_least(0.5701)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, at_least(0.6299)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, at_least(0.6300)).verdict, Verdict::broken);
}

TEST(Judge, UsesTheUpperEndToKeepAtMostAndTheLowerEndToBreakIt) {
    const Estimate estimate = laplace(0.6, 0.01);
    EXPECT_EQ(process(estimate, at_most(0.6300)).verdict, Verdict::kept);
    EXPECT_EQ(process(estimate, at_most(0.6299)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, at_most(0.5701)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, at_most(0.5700)).verdict, Verdict::broken);
}

TEST(Judge, KeepsBetweenOnlyWithBothEndsInside) {
    const Estimate estimate = laplace(0.6, 0.01);
    EXPECT_EQ(process(estimate, between(0.57, 0.63)).verdict, Verdict::kept);
    EXPECT_EQ(process(estimate, between(0.58, 0.63)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, between(0.57, 0.62)).verdict, Verdict::unproven);
    EXPECT_EQ(process(estimate, between(0.64, 0.70)).verdict, Verdict::broken);
    EXPECT_EQ(process(estimate, between(0.40, 0.50)).verdict, Verdict::broken);
}

TEST(Judge, TreatsEqualsWithATolerance) {
    EXPECT_EQ(process(laplace(0.6, 0.01), equals(0.6, 0.05)).verdict, Verdict::kept);
    EXPECT_EQ(process(laplace(0.6, 0.01), equals(0.7, 0.05)).verdict, Verdict::broken);
    // An interval never lies inside a point.
    EXPECT_EQ(process(laplace(0.6, 0.01), equals(0.6, 0)).verdict, Verdict::unproven);
}

TEST(Judge, CountsTheBoundItselfAsGood) {
    EXPECT_EQ(process(Estimate::fact(100, 100), at_least(100)).verdict, Verdict::kept);
    EXPECT_EQ(process(Estimate::fact(100, 100), at_most(100)).verdict, Verdict::kept);
    EXPECT_EQ(process(Estimate::fact(100, 100), equals(100, 0)).verdict, Verdict::kept);
    EXPECT_EQ(process(Estimate::fact(99, 99), at_least(100)).verdict, Verdict::broken);
    EXPECT_EQ(process(Estimate::fact(101, 101), at_most(100)).verdict, Verdict::broken);
}

TEST(Judge, LeavesAFactNeverUnproven) {
    const Judgement judgement = process(Estimate::fact(99.999, 100), at_least(100));
    EXPECT_EQ(judgement.verdict, Verdict::broken);
    EXPECT_EQ(judgement.p_broken, 0);
    EXPECT_EQ(process(Estimate::fact(100, 100), at_least(100)).p_broken, 1);
}

TEST(Judge, TakesACensusAsAPoint) {
    EXPECT_EQ(process(laplace(0.6, 1), at_least(0.59)).verdict, Verdict::unproven);
    EXPECT_EQ(judge(laplace(0.6, 1), at_least(0.59), About::census, 0.95).verdict, Verdict::kept);
    EXPECT_EQ(judge(laplace(0.6, 1), at_least(0.61), About::census, 0.95).verdict, Verdict::broken);
}

TEST(Judge, TakesACensusWithRowsLeftOutAsASample) {
    Estimate estimate = laplace(0.6, 1);
    estimate.left_out = 1;
    EXPECT_EQ(judge(estimate, at_least(0.59), About::census, 0.95).verdict, Verdict::unproven);
}

TEST(Judge, ForgivesACensusWhatOnlyConcernsTheInterval) {
    Estimate estimate = laplace(0.6, 1);
    for (const Reason reason : {Reason::few_events, Reason::too_skewed, Reason::few_units}) {
        estimate.reason = reason;
        EXPECT_EQ(judge(estimate, at_least(0.5), About::census, 0.95).verdict, Verdict::kept);
        EXPECT_EQ(process(estimate, at_least(-100)).verdict, Verdict::unproven);
    }
    estimate.reason = Reason::not_identified;
    EXPECT_EQ(judge(estimate, at_least(0.5), About::census, 0.95).reason, Reason::not_identified);
}

TEST(Judge, PassesTheReasonOfAnEstimateOn) {
    Estimate wide = laplace(0.6, 1e-6);  // would be kept beyond doubt
    wide.reason = Reason::too_skewed;
    const Judgement judgement = process(wide, at_least(0.1));
    EXPECT_EQ(judgement.verdict, Verdict::unproven);
    EXPECT_EQ(judgement.reason, Reason::too_skewed);
    EXPECT_EQ(judgement.p_broken, 1);
    EXPECT_FALSE(judgement.more.has_value());
    EXPECT_EQ(process(Estimate::absent(Reason::no_labels), at_least(0.1)).reason, Reason::no_labels);
}

TEST(Judge, FindsNoVerdictWithoutAValue) {
    EXPECT_EQ(process(Estimate{}, at_least(0.1)).verdict, Verdict::unproven);
    EXPECT_EQ(process(Estimate{}, at_least(0.1)).reason, Reason::not_computed);
    EXPECT_EQ(judge(Estimate{}, at_least(0.1), About::census, 0.95).verdict, Verdict::unproven);
}

TEST(Judge, SaysThatTheBoundIsInsideAndHowMuchMoreWouldDecide) {
    const Judgement judgement = process(laplace(0.6, 0.01), at_least(0.58));
    EXPECT_EQ(judgement.reason, Reason::bound_inside);
    ASSERT_TRUE(judgement.more.has_value());
    EXPECT_FALSE(judgement.more->hopeless);
}

TEST(Judge, InvertsTheCurveForThePValue) {
    for (const double end : {0.62, 0.63, 0.64, 0.70}) {
        EXPECT_NEAR(process(laplace(0.6, 0.01), at_least(end)).p_broken / laplace_p(0.6, 0.01, end), 1, 1e-4) << end;
    }
    EXPECT_NEAR(process(laplace(0.6, 0.01), at_most(0.55)).p_broken / laplace_p(0.6, 0.01, 0.55), 1, 1e-4);
    // Of two ends the nearer to being broken counts.
    EXPECT_NEAR(process(laplace(0.6, 0.01), between(0.5, 0.55)).p_broken / laplace_p(0.6, 0.01, 0.55), 1, 1e-4);
    EXPECT_EQ(process(laplace(0.6, 0.01), at_least(0.6)).p_broken, 1);
}

TEST(Judge, NeverLetsThePValueAndTheVerdictDisagree) {
    for (int i = 0; i < 400; ++i) {
        const double end = 0.6 + 0.0001 * i;
        for (const double level : {0.8, 0.95, 0.99}) {
            const Judgement judgement = judge(laplace(0.6, 0.01), at_least(end), About::process, level);
            EXPECT_EQ(judgement.verdict == Verdict::broken, judgement.p_broken <= (1 - level) / 2) << end;
        }
    }
}

TEST(Judge, IsStricterAtAHigherLevel) {
    EXPECT_EQ(judge(laplace(0.6, 0.01), at_least(0.578), About::process, 0.90).verdict, Verdict::unproven);
    EXPECT_EQ(judge(laplace(0.6, 0.01), at_least(0.578), About::process, 0.80).verdict, Verdict::kept);
    EXPECT_EQ(judge(laplace(0.6, 0.01), at_least(0.569), About::process, 0.99).verdict, Verdict::unproven);
}

TEST(Judge, BearsCurvesThatMeetAtTheMedianAndUnboundedOnes) {
    Estimate estimate = laplace(0.6, 0.01);
    estimate.limits = [](double tail) {
        return tail > 0.4 ? Limits{0.6, 0.6 - 1e-15} : Limits{-infinity, infinity};
    };
    const Judgement judgement = process(estimate, at_least(0.7));
    EXPECT_EQ(judgement.verdict, Verdict::unproven);
    ASSERT_TRUE(judgement.more.has_value());
    EXPECT_TRUE(judgement.more->hopeless);
    EXPECT_GT(judgement.p_broken, 0.39);
}

TEST(GateExitCode, LooksAtStoppingPromisesOnly) {
    EXPECT_EQ(gate_exit_code({}), 0);
    EXPECT_EQ(gate_exit_code({{Breach::stop, Verdict::kept}, {Breach::warn, Verdict::broken}}), 0);
    EXPECT_EQ(gate_exit_code({{Breach::stop, Verdict::kept}, {Breach::info, Verdict::unproven}}), 0);
    EXPECT_EQ(gate_exit_code({{Breach::stop, Verdict::unproven}, {Breach::stop, Verdict::kept}}), 2);
    EXPECT_EQ(gate_exit_code({{Breach::stop, Verdict::broken}, {Breach::stop, Verdict::kept}}), 1);
    EXPECT_EQ(gate_exit_code({{Breach::stop, Verdict::unproven}, {Breach::stop, Verdict::broken}}), 1);
}

TEST(Verdict, HasItsNameInReports) {
    EXPECT_EQ(name(Verdict::kept), "kept");
    EXPECT_EQ(name(Verdict::broken), "broken");
    EXPECT_EQ(name(Verdict::unproven), "unproven");
}

Judgement found(Verdict verdict) {
    Judgement judgement;
    judgement.verdict = verdict;
    if (verdict == Verdict::unproven) judgement.reason = metrics::Reason::bound_inside;
    judgement.p_broken = verdict == Verdict::broken ? 0.001 : 1;
    return judgement;
}

TEST(Standing, AnEstimateMadeWithoutOutcomesNeverKeepsAndBreaksNothingThatStops) {
    using metrics::Standing;
    for (const auto breach : {charter::Breach::info, charter::Breach::warn, charter::Breach::stop}) {
        EXPECT_EQ(held_back(found(Verdict::kept), Standing::estimated, breach).verdict, Verdict::unproven);
        EXPECT_EQ(held_back(found(Verdict::kept), Standing::estimated, breach).reason, metrics::Reason::estimated_only);
        EXPECT_EQ(held_back(found(Verdict::unproven), Standing::estimated, breach).reason, metrics::Reason::bound_inside) << "what is unproven anyway keeps its own reason";
        EXPECT_EQ(held_back(found(Verdict::kept), Standing::sound, breach).verdict, Verdict::kept);
    }
    EXPECT_EQ(held_back(found(Verdict::broken), Standing::estimated, charter::Breach::warn).verdict, Verdict::broken);
    const Judgement stopping = held_back(found(Verdict::broken), Standing::estimated, charter::Breach::stop);
    EXPECT_EQ(stopping.verdict, Verdict::unproven);
    EXPECT_EQ(stopping.p_broken, 1) << "so that no correction for many checks takes it for broken";
}

TEST(Standing, WhatDependsOnTheOrderOfRowsStaysOutOfGates) {
    using metrics::Standing;
    for (const auto verdict : {Verdict::kept, Verdict::broken}) {
        EXPECT_EQ(held_back(found(verdict), Standing::in_order, charter::Breach::warn).verdict, verdict);
        EXPECT_EQ(held_back(found(verdict), Standing::in_order, charter::Breach::stop).reason, metrics::Reason::in_order_only);
    }
}

}  // namespace
}  // namespace verdicts
