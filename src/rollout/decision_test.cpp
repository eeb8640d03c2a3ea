#include "rollout/decision.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"

namespace rollout {
namespace {

using charter::Action;
using charter::RolloutMetric;
using charter::RolloutPlan;
using charter::RolloutStep;

constexpr std::int64_t hour = std::int64_t{3600} * base::micros_per_second;
base::Time at(double hours) { return {static_cast<std::int64_t>(hours * static_cast<double>(hour))}; }

RolloutStep step(RolloutStep::Kind kind, double share, std::int64_t at_least) {
    RolloutStep one;
    one.kind = kind;
    one.share = share;
    one.at_least = at_least;
    return one;
}

RolloutMetric guardrail(const std::string& id, RolloutMetric::Kind kind, bool higher, double margin) {
    RolloutMetric metric;
    metric.id = metric.column = id;
    metric.kind = kind;
    metric.higher_is_better = higher;
    metric.margin = margin;
    return metric;
}

/// Shadow, 1 %, 25 %, everyone; crashes must not rise by more than 0.2 %, revenue must not fall by more than 0.05.
RolloutPlan plan() {
    RolloutPlan plan;
    plan.id = "release";
    plan.steps = {step(RolloutStep::Kind::shadow, 0, 10), step(RolloutStep::Kind::canary, 0.01, 500), step(RolloutStep::Kind::ramp, 0.25, 5'000), step(RolloutStep::Kind::full, 1, 1'000)};
    plan.steps[1].inconclusive = Action::go_on;
    plan.metrics = {guardrail("crashes", RolloutMetric::Kind::rate, false, 0.01), guardrail("revenue", RolloutMetric::Kind::mean, true, 0.05)};
    return plan;
}

struct World {
    double crashes_candidate = 0.005, crashes_control = 0.005, revenue_candidate = 1, revenue_control = 1;
    bool outcomes = true;
};

void see(Summary& seen, const RolloutPlan& plan, std::size_t step, int units, base::Time when, const World& world, std::uint64_t seed) {
    base::Random random(seed);
    for (int i = 0; i < 2 * units; ++i) {
        const Arm arm = i % 2 == 0 ? Arm::candidate : Arm::control;
        const bool ours = arm == Arm::candidate;
        seen.meet(step, arm, when);
        if (plan.steps[step].kind == RolloutStep::Kind::shadow) continue;
        const double crashed = random.uniform() < (ours ? world.crashes_candidate : world.crashes_control) ? 1 : 0;
        const double revenue = (ours ? world.revenue_candidate : world.revenue_control) + random.normal();
        seen.learn(plan, step, arm, world.outcomes ? std::vector<std::optional<Outcome>>{Outcome{crashed}, Outcome{revenue}} : std::vector<std::optional<Outcome>>(2));
    }
}

State in_step(std::size_t step) { return {.step = step, .step_since = at(0), .attempt = 1, .phase = Phase::running, .why = ""}; }

TEST(Decision, WalksAGoodCandidateThroughEveryStep) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    State state = in_step(0);
    std::vector<Parts> shares;
    double hours = 0;
    for (int look = 0; look < 40 && state.phase == Phase::running; ++look) {
        hours += 0.5;
        see(seen, plan, state.step, 5'000, at(hours), {}, static_cast<std::uint64_t>(look));
        const Decision decision = decide(plan, state, seen, at(hours));
        state = after(plan, state, decision, at(hours));
        if (shares.empty() || shares.back() != candidate_share(plan, state)) shares.push_back(candidate_share(plan, state));
    }
    EXPECT_EQ(state.phase, Phase::finished) << state.why;
    EXPECT_EQ(shares, (std::vector<Parts>{0, 10'000, 250'000, everyone}));
}

TEST(Decision, RollsBackAtOnceWhatHasSurelyFailed) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 1, 400, at(0.1), {.crashes_candidate = 0.2}, 1);
    const Decision decision = decide(plan, in_step(1), seen, at(0.1));
    EXPECT_EQ(decision.move, Move::roll_back) << decision.reason;
    EXPECT_EQ(decision.verdict, Verdict::fail);
    EXPECT_NE(decision.reason.find("crashes is 0."), std::string::npos) << decision.reason;
    EXPECT_NE(decision.reason.find("surely worse by more than 0.01"), std::string::npos) << decision.reason;
    const State back = after(plan, in_step(1), decision, at(0.1));
    EXPECT_EQ(candidate_share(plan, back), 0u);
    EXPECT_EQ(decide(plan, back, seen, at(5)).move, Move::stay);
    State held = in_step(1);
    held.phase = Phase::held;
    EXPECT_EQ(decide(plan, held, seen, at(0.1)).move, Move::roll_back) << "a person who holds it does not hold this";
}

TEST(Decision, NeverShipsWhatIsInconclusiveAndSaysWhatIsMissing) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 6'000, at(300), {.revenue_candidate = 0.97}, 2);
    Decision decision = decide(plan, in_step(2), seen, at(300));
    EXPECT_EQ(decision.move, Move::stay);
    EXPECT_EQ(decision.verdict, Verdict::inconclusive);
    ASSERT_TRUE(decision.more) << decision.reason;
    EXPECT_GT(*decision.more, 0);
    EXPECT_EQ(decision.reachable, false);
    EXPECT_NE(decision.reason.find("Nothing can be said of revenue"), std::string::npos) << decision.reason;
    seen.newest = at(1);
    decision = decide(plan, in_step(2), seen, at(1));
    EXPECT_EQ(decision.reachable, true) << decision.reason;
    seen.newest = at(14 * 24);
    EXPECT_EQ(decide(plan, in_step(2), seen, at(14 * 24)).move, Move::pause);
}

// It used to wait for ever for units that nobody counts.
TEST(Decision, FinishesWithoutAHoldoutByWhatTheStepsBeforeHaveShown) {
    RolloutPlan plan = rollout::plan();
    plan.holdout = 0;
    plan.steps[3].stay_at_least = {.micros = 24 * hour, .months = 0};
    Summary seen(plan);
    see(seen, plan, 2, 20'000, at(-1), {}, 3);
    const Decision early = decide(plan, in_step(3), seen, at(23));
    EXPECT_EQ(early.move, Move::stay) << early.reason;
    EXPECT_NE(early.reason.find("shortest stay"), std::string::npos) << early.reason;
    const Decision decision = decide(plan, in_step(3), seen, at(200));
    EXPECT_EQ(decision.move, Move::finished) << decision.reason;
    EXPECT_EQ(decision.verdict, Verdict::pass);

    Summary little(plan);
    see(little, plan, 2, 6'000, at(-1), {.revenue_candidate = 0.97}, 2);
    const Decision open = decide(plan, in_step(3), little, at(24 * 400));
    EXPECT_EQ(open.move, Move::pause) << "nothing ships on evidence that says nothing; " << open.reason;
}

TEST(Decision, DecidesWithAboutAsManyMoreUnitsAsItSaid) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 6'000, at(1), {.revenue_candidate = 0.97}, 2);
    const Decision decision = decide(plan, in_step(2), seen, at(2));
    ASSERT_TRUE(decision.more);
    const auto verdict_with = [&](double times) {
        Summary more = seen;
        for (auto& metric : more.metrics) {
            for (auto& cell : metric.strata) cell = cell.times(times);
        }
        return decide(plan, in_step(2), more, at(2)).verdict;
    };
    EXPECT_EQ(verdict_with(1 + *decision.more / 12'000), Verdict::pass);
    EXPECT_EQ(verdict_with(1 + *decision.more / 12'000 * 0.99), Verdict::inconclusive);
}

TEST(Decision, HoldsWhenArmsDoNotHaveTheirSizes) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 6'000, at(2), {.crashes_candidate = 0.3}, 3);
    seen.met[2].control *= 0.85;
    const Decision decision = decide(plan, in_step(2), seen, at(2));
    EXPECT_EQ(decision.move, Move::pause);
    EXPECT_EQ(decision.verdict, Verdict::no_data);
    EXPECT_NE(decision.reason.find("5100 in the control"), std::string::npos) << decision.reason;
}

TEST(Decision, SeesAControlWithoutTraffic) {
    RolloutPlan plan = rollout::plan();
    plan.steps[1].no_data = Action::roll_back;
    Summary seen(plan);
    for (int i = 0; i < 40; ++i) seen.meet(1, Arm::candidate, at(1));
    const Decision decision = decide(plan, in_step(1), seen, at(1));
    EXPECT_EQ(decision.move, Move::roll_back);
    EXPECT_NE(decision.reason.find("control has no traffic"), std::string::npos) << decision.reason;
}

TEST(Decision, SaysWhenNothingComesAnyMore) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(23)).move, Move::stay);
    const Decision silent = decide(plan, in_step(1), seen, at(25));
    EXPECT_EQ(silent.move, Move::pause);
    EXPECT_EQ(silent.verdict, Verdict::no_data);
    see(seen, plan, 1, 100, at(24), {}, 4);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(25)).move, Move::stay);
}

TEST(Decision, WaitsForOutcomesAndSaysWhenTheyNeverCome) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 6'000, at(14 * 24), {.outcomes = false}, 5);
    const Decision early = decide(plan, in_step(2), seen, at(13 * 24));
    EXPECT_EQ(early.move, Move::stay);
    EXPECT_EQ(early.verdict, Verdict::no_data);
    const Decision late = decide(plan, in_step(2), seen, at(14 * 24));
    EXPECT_EQ(late.move, Move::pause);
    EXPECT_NE(late.reason.find("outcomes never came of crashes, revenue"), std::string::npos) << late.reason;
    EXPECT_EQ(late.metrics[0].unknown, 12'000);
}

TEST(Decision, DecidesNothingWhileTheClockIsBehind) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 1, 400, at(1), {.crashes_candidate = 0.2}, 1);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(-1)).move, Move::stay);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(-1)).verdict, Verdict::no_data);
}

TEST(Decision, ContinuesWhatIsInconclusiveOnlyWhereThePlanSaysSo) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 1, 499, at(2), {}, 6);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(2)).move, Move::stay);
    see(seen, plan, 1, 1, at(2), {}, 7);
    EXPECT_EQ(decide(plan, in_step(1), seen, at(0.5)).move, Move::stay) << "the shortest stay";
    const Decision decision = decide(plan, in_step(1), seen, at(2));
    EXPECT_EQ(decision.verdict, Verdict::inconclusive);
    EXPECT_EQ(decision.move, Move::next_step);
}

TEST(Decision, LeavesPeopleTheLastWord) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 10'000, at(2), {}, 12);
    const State waiting = held(in_step(2), "The shop is closed today.");
    const Decision decision = decide(plan, waiting, seen, at(2));
    EXPECT_EQ(decision.move, Move::stay);
    EXPECT_NE(decision.reason.find("The shop is closed today."), std::string::npos);
    EXPECT_EQ(candidate_share(plan, waiting), 250'000u) << "held where it is";
    EXPECT_EQ(resumed(waiting, at(3)).step_since, at(3));
    const State on = moved_on(plan, waiting, at(3));
    EXPECT_EQ(on.step, 3u);
    EXPECT_EQ(on.phase, Phase::running);
    EXPECT_EQ(moved_on(plan, on, at(4)).phase, Phase::finished);
    EXPECT_EQ(candidate_share(plan, rolled_back(on, "It looks wrong.")), 0u);
}

TEST(Decision, IsMoreCarefulWithEachCandidateInARow) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 2, 6'000, at(2), {}, 8);
    State second = in_step(2);
    second.attempt = 2;
    const auto first_one = decide(plan, in_step(2), seen, at(2)), second_one = decide(plan, second, seen, at(2));
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_LT(*second_one.metrics[i].low, *first_one.metrics[i].low);
        EXPECT_GT(*second_one.metrics[i].high, *first_one.metrics[i].high);
    }
}

TEST(Decision, IsMadeAgainFromWhatWasRecorded) {
    const RolloutPlan plan = rollout::plan();
    Summary seen(plan);
    see(seen, plan, 1, 2'345, at(2), {}, 9);
    see(seen, plan, 2, 6'789, at(3), {}, 10);
    const auto read = summary_of(*base::parse_json(base::canonical(json_of(seen))));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, seen);
    EXPECT_EQ(base::canonical(json_of(decide(plan, in_step(2), *read, at(3)))), base::canonical(json_of(decide(plan, in_step(2), seen, at(3)))));
    EXPECT_FALSE(summary_of(*base::parse_json(R"({"met": [[1, 2]], "metrics": [{"strata": [], "unknown": [0, 0]}]})")));
    EXPECT_FALSE(summary_of(*base::parse_json("[]")));
}

TEST(Decision, TakesMillisecondsOverTenMillionUnits) {
    RolloutPlan plan = rollout::plan();
    for (int i = 0; i < 8; ++i) plan.metrics.push_back(guardrail("more" + std::to_string(i), i % 2 == 0 ? RolloutMetric::Kind::rate : RolloutMetric::Kind::mean, false, 0.00001));
    Summary seen(plan);
    base::Random random(11);
    for (int i = 0; i < 20'000; ++i) {
        const std::vector<std::optional<Outcome>> outcomes(plan.metrics.size(), Outcome{random.uniform() < 0.01 ? 1.0 : 0.0});
        seen.meet(2, i % 2 == 0 ? Arm::candidate : Arm::control, at(2));
        seen.learn(plan, 2, i % 2 == 0 ? Arm::candidate : Arm::control, outcomes);
    }
    for (auto& metric : seen.metrics) {
        for (auto& cell : metric.strata) cell = cell.times(500);
    }
    const auto start = std::chrono::steady_clock::now();
    const Decision decision = decide(plan, in_step(2), seen, at(3));
    const double milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    EXPECT_EQ(decision.metrics[0].units, 1e7);
    EXPECT_LT(milliseconds, 500) << "50 ms on a quiet machine; here also under sanitizers";
    RecordProperty("milliseconds", std::to_string(milliseconds));
}

}  // namespace
}  // namespace rollout
