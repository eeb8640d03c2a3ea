#include <gtest/gtest.h>

#include <cmath>

#include "verdicts/verdict.h"

namespace verdicts {
namespace {

using charter::About;
using charter::Bound;
using metrics::Current;
using metrics::Estimate;
using metrics::Limits;
using metrics::Reason;
using metrics::Reference;

Estimate sampled(double value, double half, std::int64_t units = 100) {
    Estimate estimate;
    estimate.value = value;
    estimate.rows = 10 * units;
    estimate.units = units;
    estimate.units_named = true;
    // The half width is the one at 0.025; elsewhere it follows ln(0.5 / tail).
    estimate.limits = [=](double tail) {
        const double at = half * std::log(0.5 / tail) / std::log(20.0);
        return Limits{value - at, value + at};
    };
    return estimate;
}

Bound relative(double low, double high) {
    Bound bound;
    bound.kind = Bound::Kind::between;
    bound.low = low;
    bound.high = high;
    bound.relative = true;
    return bound;
}
Judgement judged(const Estimate& current, const Estimate& reference, const Bound& bound) {
    return judge(Current<Estimate>{current}, Reference<Estimate>{reference}, bound, About::process, 0.95);
}
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(AgainstReference, CombinesTheTwoUncertaintiesByMover) {
    // Half widths 0.03 and 0.8 x 0.05 = 0.04 make 0.05 (Pythagoras).
    const Estimate difference = against_reference(sampled(0.6, 0.03, 7), sampled(0.7, 0.05), 0.8);
    ASSERT_TRUE(difference.value.has_value());
    EXPECT_NEAR(*difference.value, 0.04, 1e-12);
    EXPECT_NEAR(difference.limits(0.025).low, -0.01, 1e-12);
    EXPECT_NEAR(difference.limits(0.025).high, 0.09, 1e-12);
    EXPECT_EQ(difference.units, 7);
    EXPECT_EQ(difference.rows, 70);
    EXPECT_TRUE(difference.units_named);
    EXPECT_NEAR(difference.fixed_share, 16.0 / 25.0, 1e-12);
}

TEST(AgainstReference, ReproducesAPublishedIntervalOfADifference) {
    // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, example (a),
    // method 10: 56/70 against 48/80 from Wilson's limits gives 0.0524 to 0.3339.
    const auto wilson = [](double k, double n) {
        Estimate estimate;
        estimate.value = k / n;
        estimate.limits = [=](double) {
            const double z = 1.959963985;
            const double half = z * std::sqrt(k * (n - k) / n + z * z / 4);
            return Limits{(k + z * z / 2 - half) / (n + z * z), (k + z * z / 2 + half) / (n + z * z)};
        };
        return estimate;
    };
    const Limits limits = against_reference(wilson(56, 70), wilson(48, 80), 1).limits(0.025);
    EXPECT_NEAR(limits.low, 0.0524, 5e-5);
    EXPECT_NEAR(limits.high, 0.3339, 5e-5);
}

TEST(AgainstReference, TurnsTheReferenceRoundForANegativeFactor) {
    Estimate reference = sampled(1, 0);
    reference.limits = [](double) { return Limits{0.9, 1.5}; };
    const Limits limits = against_reference(Estimate::fact(0, 1), reference, -1).limits(0.025);
    EXPECT_NEAR(limits.low, 0.9, 1e-12);
    EXPECT_NEAR(limits.high, 1.5, 1e-12);
}

TEST(AgainstReference, OfTwoFactsIsAFact) {
    const Estimate difference = against_reference(Estimate::fact(110, 110), Estimate::fact(100, 100), 1.1);
    EXPECT_TRUE(difference.is_fact());
    // 110 - 1.1 x 100 is -1.4e-14 in binary, and would break a promise that is exactly kept.
    EXPECT_EQ(difference.value, 0);
    EXPECT_EQ(difference.method, "counted");
}

TEST(AgainstReference, KeepsTheUncertaintyOfOneSideWhenTheOtherIsAFact) {
    const Limits current_only = against_reference(sampled(0.6, 0.03), Estimate::fact(0.5, 9), 1).limits(0.025);
    EXPECT_NEAR(current_only.low, 0.07, 1e-12);
    EXPECT_NEAR(current_only.high, 0.13, 1e-12);
    const Estimate reference_only = against_reference(Estimate::fact(0.6, 9), sampled(0.5, 0.03), 1);
    EXPECT_NEAR(reference_only.limits(0.025).low, 0.07, 1e-12);
    EXPECT_EQ(reference_only.fixed_share, 1);
}

TEST(AgainstReference, TellsWhichSampleIsAtFault) {
    EXPECT_EQ(against_reference(Estimate::absent(Reason::no_labels), sampled(1, 1), 1).reason, Reason::no_labels);
    const Estimate reference = against_reference(sampled(1, 1), Estimate::absent(Reason::one_class, "all late"), 1);
    EXPECT_EQ(reference.reason, Reason::one_class);
    EXPECT_EQ(reference.detail, "in the reference: all late");
    EXPECT_EQ(against_reference(sampled(1, 1), Estimate{}, 1).reason, Reason::no_reference);
    Estimate few = sampled(1, 1);
    few.reason = Reason::few_events;
    EXPECT_EQ(against_reference(sampled(1, 1), few, 1).reason, Reason::few_events);
}

TEST(JudgeAgainstReference, TestsTheDifferenceAndNotWhetherIntervalsOverlap) {
    // 0.60 +- 0.03 and 0.66 +- 0.04 overlap, yet the difference is -0.06 +- 0.05.
    const Estimate current = sampled(0.60, 0.03);
    const Estimate reference = sampled(0.66, 0.04);
    const Bound no_worse = relative(1, infinity);
    const Judgement judgement = judged(current, reference, no_worse);
    EXPECT_EQ(judgement.verdict, Verdict::broken);
}

TEST(JudgeAgainstReference, NeedsBothEnds) {
    const Estimate current = sampled(1.0, 0.03);
    const Estimate reference = sampled(1.0, 0.04);
    const auto verdict = [&](double low, double high) {
        return judged(current, reference, relative(low, high)).verdict;
    };
    EXPECT_EQ(verdict(0.94, 1.06), Verdict::kept);
    EXPECT_EQ(verdict(0.94, 1.01), Verdict::unproven);
    EXPECT_EQ(verdict(0.99, 1.06), Verdict::unproven);
    EXPECT_EQ(verdict(0.80, 0.94), Verdict::broken);
    EXPECT_EQ(verdict(1.06, 1.20), Verdict::broken);
}

TEST(JudgeAgainstReference, SaysWhatTheHarderEndNeeds) {
    const Estimate current = sampled(1.0, 0.05);
    const Estimate reference = Estimate::fact(1.0, 9);
    const auto more = [&](double low, double high) {
        return judged(current, reference, relative(low, high)).more;
    };
    ASSERT_TRUE(more(0.975, 1.04).has_value());
    EXPECT_EQ(more(0.975, 1.04)->units, 818);  // 100 x (0.05 / 0.025)^2 x 2.0432
    EXPECT_EQ(more(0.96, 1.025)->units, 818);
    EXPECT_TRUE(more(0.999, 1.04)->hopeless);
}

TEST(JudgeAgainstReference, ComparesFactsExactly) {
    const Estimate current = Estimate::fact(95, 95);
    const Estimate reference = Estimate::fact(100, 100);
    EXPECT_EQ(judged(current, reference, relative(0.95, infinity)).verdict, Verdict::kept);
    EXPECT_EQ(judged(current, reference, relative(0.951, infinity)).verdict, Verdict::broken);
}

}  // namespace
}  // namespace verdicts
