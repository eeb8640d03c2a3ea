#include "rollout/look.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "rollout/judgement.h"

namespace rollout {
namespace {

using charter::RolloutMetric;
using charter::RolloutPlan;
using charter::RolloutStep;

/// A metric of each role in each direction, over two steps.
RolloutPlan plan() {
    RolloutPlan plan;
    plan.planned = 4'000;
    plan.steps.resize(2);
    plan.steps[0].kind = RolloutStep::Kind::canary;
    plan.steps[1].kind = RolloutStep::Kind::full;
    for (const bool higher : {true, false}) {
        for (const auto role : {RolloutMetric::Role::goal, RolloutMetric::Role::guardrail, RolloutMetric::Role::signal}) {
            RolloutMetric metric;
            metric.id = metric.column = "m" + std::to_string(plan.metrics.size());
            metric.role = role;
            metric.kind = plan.metrics.size() % 2 == 0 ? RolloutMetric::Kind::mean : RolloutMetric::Kind::rate;
            metric.higher_is_better = higher;
            metric.margin = role == RolloutMetric::Role::signal ? 0 : 0.05;
            plan.metrics.push_back(metric);
        }
    }
    return plan;
}

Summary seen_by(const RolloutPlan& plan, int units, double effect, std::uint64_t seed) {
    Summary seen(plan);
    base::Random random(seed);
    for (int i = 0; i < 2 * units; ++i) {
        const Arm arm = i % 2 == 0 ? Arm::candidate : Arm::control;
        std::vector<std::optional<Outcome>> outcomes;
        for (std::size_t m = 0; m < plan.metrics.size(); ++m) outcomes.emplace_back(Outcome{.y = random.uniform() < 0.3 + (arm == Arm::candidate ? effect : 0) ? 1.0 : 0.0, .x = {}});
        seen.meet(static_cast<std::size_t>(i % 4 / 2), arm, {i});
        seen.learn(plan, static_cast<std::size_t>(i % 4 / 2), arm, outcomes);
    }
    return seen;
}

TEST(Look, VerdictsAreWhereTheLimitsLieBesideTheBound) {
    const RolloutPlan plan = rollout::plan();
    std::set<Verdict> met;
    for (int round = 0; round < 60; ++round) {
        const Summary seen = seen_by(plan, 20 + 60 * round, (round % 5 - 2) * 0.1, static_cast<std::uint64_t>(round));
        const Look look = look_at(plan, 1 + round % 3, seen);
        for (std::size_t i = 0; i < plan.metrics.size(); ++i) {
            const auto& metric = plan.metrics[i];
            const auto& one = look.metrics[i];
            const double bound = bound_of(metric);
            const bool above = one.low && *one.low > bound, below = one.high && *one.high < bound;
            met.insert(one.verdict);
            EXPECT_EQ(one.verdict == Verdict::pass, metric.higher_is_better ? above : below) << metric.id << " in round " << round;
            EXPECT_EQ(one.verdict == Verdict::fail, metric.higher_is_better ? below : above) << metric.id << " in round " << round;
        }
    }
    EXPECT_EQ(met, (std::set<Verdict>{Verdict::pass, Verdict::fail, Verdict::inconclusive}));
}

TEST(Look, SaysWhatADecisionSays) {
    const RolloutPlan plan = rollout::plan();
    const Summary seen = seen_by(plan, 800, 0.05, 3);
    const Look look = look_at(plan, 2, seen);
    const Decision decision = decide(plan, {.step = 1, .step_since = {0}, .attempt = 2, .phase = Phase::running, .why = ""}, seen, {2'000});
    ASSERT_EQ(decision.metrics.size(), look.metrics.size());
    EXPECT_EQ(look.mismatch_evidence, decision.mismatch_evidence);
    for (std::size_t i = 0; i < look.metrics.size(); ++i) {
        EXPECT_EQ(look.metrics[i].verdict, decision.metrics[i].verdict);
        EXPECT_EQ(look.metrics[i].difference, decision.metrics[i].difference);
        EXPECT_EQ(look.metrics[i].units, decision.metrics[i].units);
    }
}

TEST(Look, KnowsNothingBeforeAnythingCame) {
    const RolloutPlan plan = rollout::plan();
    const Look look = look_at(plan, 1, Summary(plan));
    EXPECT_EQ(look.met, Counts{});
    for (const auto& metric : look.metrics) {
        EXPECT_EQ(metric.verdict, Verdict::no_data);
        EXPECT_FALSE(metric.low || metric.high || metric.difference);
    }
}

TEST(Look, SizesAreWrongExactlyFromTheBoundOn) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    bool wrong = false;
    for (int i = 0; i < 3'000; ++i) {
        seen.meet(0, i % 5 < 3 ? Arm::candidate : Arm::control, {i});
        if (i % 50 != 49) continue;
        const bool beyond = look_at(plan, 1, seen).mismatch_evidence >= mismatch_bound(plan, 1);
        const Decision decision = decide(plan, {.step = 0, .step_since = {0}, .attempt = 1, .phase = Phase::running, .why = ""}, seen, {3'000});
        EXPECT_EQ(beyond, decision.reason.find("sizes") != std::string::npos);
        wrong = wrong || beyond;
    }
    EXPECT_TRUE(wrong);
}

TEST(Look, ABoundLiesOnTheSideThatTheRoleMeans) {
    const RolloutPlan plan = rollout::plan();
    const std::vector<double> wanted{0.05, -0.05, 0, -0.05, 0.05, 0};
    for (std::size_t i = 0; i < plan.metrics.size(); ++i) EXPECT_EQ(bound_of(plan.metrics[i]), wanted[i]) << i;
}

}  // namespace
}  // namespace rollout
