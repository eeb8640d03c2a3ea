#include "operations/retraining/policy.h"

#include <gtest/gtest.h>

#include "operations/shared/vocabulary.h"
#include "report/payoff_words.h"

namespace operations {

namespace {

using State = RetrainingRun::State;

constexpr base::Time day(int days) { return {days * base::micros_per_day}; }

charter::Charter document() {
    const auto parsed = charter::parse(R"(charter: 1
product: p
currency: USD
roles: {science: {title: Data science}}
task: {kind: binary, positive: 1, columns: {time: t, score: s, label: y}}
value: {true_positive: 1, false_positive: -1, false_negative: -1, true_negative: 1}
promises:
  - {id: right, metric: accuracy, at_least: 0.7, over: 7d, owner: science}
  - {id: worth-it, metric: value_per_decision, at_least: 0.1, over: 7d, owner: science}
retraining:
  registered_model: m
  schedule: 60d
  broken: [{promise: right, windows: 2}]
  pays: {promise: worth-it}
  cost: {money: 100}
  guards: {pause: 7d, at_most: 2, per: 60d, failures: 2}
)", vocabulary());
    EXPECT_TRUE(parsed.charter) << parsed.faults.front().what;
    return *parsed.charter;
}

Seen week(int index, double value, verdicts::Verdict verdict = verdicts::Verdict::kept) {
    return {.window = {day(7 * index), day(7 * index + 7)}, .value = value, .interval = {}, .verdict = verdict, .rows = 700};
}

RetrainingRun run(State state, int at, const std::string& policy = "broken") {
    RetrainingRun one;
    one.state = state;
    one.policy = policy;
    one.moment = day(at);
    return one;
}

const PolicySays* of(const PoliciesSay& say, const std::string& policy) {
    for (const auto& one : say.policies) {
        if (one.policy == policy) return &one;
    }
    return nullptr;
}

}  // namespace

TEST(RetrainingPolicies, CallAfterSoManyBrokenWindowsInARow) {
    const auto text = document();
    const auto retraining = *charter::retraining_of(text);
    SeenWindows seen;
    seen.of["right"] = {week(0, 0.8), week(1, 0.5, verdicts::Verdict::broken), week(2, 0.5, verdicts::Verdict::broken)};
    PolicyTimes times{.now = day(21), .trained = {}, .looked = {}, .scheduled = day(0)};
    EXPECT_TRUE(of(policies_say(text, retraining, seen, times), "broken")->calls);
    times.looked = day(14);
    EXPECT_FALSE(of(policies_say(text, retraining, seen, times), "broken")->calls) << "one of the two has started a retraining already";
    times.looked = {};
    times.trained = day(14);
    EXPECT_FALSE(of(policies_say(text, retraining, seen, times), "broken")->calls) << "one of the two is of the model before";
    seen.of["right"].back().verdict = verdicts::Verdict::unproven;
    times.trained = {};
    EXPECT_FALSE(of(policies_say(text, retraining, seen, times), "broken")->calls) << "unproven starts nothing";
}

TEST(RetrainingPolicies, FollowTheScheduleAndTheMoney) {
    const auto text = document();
    const auto retraining = *charter::retraining_of(text);
    SeenWindows seen;
    for (int i = 0; i < 10; ++i) seen.of["worth-it"].push_back(week(i, 0.9 - 0.01 * i));
    PolicyTimes times{.now = day(70), .trained = {}, .looked = {}, .scheduled = day(20)};
    auto say = policies_say(text, retraining, seen, times);
    EXPECT_FALSE(of(say, "schedule")->calls);
    // 100 decisions a day lose 0.01 / 7 more each day: 70 days cost 100 * 0.01 / 7 * 70^2 / 2 = 350.
    ASSERT_TRUE(say.payoff && say.payoff->lost);
    EXPECT_NEAR(say.payoff->lost->value, 350, 1e-6);
    EXPECT_TRUE(of(say, "pays")->calls);
    EXPECT_EQ(of(say, "pays")->sentence.substr(0, 52), "Retrain: since 1970-01-01 the decay has cost USD 350");
    times.now = day(80);
    times.looked = day(70);
    say = policies_say(text, retraining, seen, times);
    EXPECT_TRUE(of(say, "schedule")->calls);
    EXPECT_FALSE(of(say, "pays")->calls) << "these windows have started one already";
}

TEST(RetrainingGuards, HoldStormsLoopsAndClocksThatAreSetBack) {
    const auto guards = charter::retraining_of(document())->guards;
    EXPECT_EQ(held_by(guards, {}, day(100)), "");
    EXPECT_NE(held_by(guards, {run(State::running, 1)}, day(100)), "");
    EXPECT_NE(held_by(guards, {run(State::registered, 95)}, day(100)), "") << "pause";
    EXPECT_EQ(held_by(guards, {run(State::registered, 90)}, day(100)), "");
    EXPECT_NE(held_by(guards, {run(State::registered, 90), run(State::registered, 80)}, day(100)), "") << "two in sixty days";
    EXPECT_NE(held_by(guards, {run(State::registered, 200)}, day(100)), "") << "the clock was set back";
    const std::vector<RetrainingRun> failed{run(State::failed, 20), run(State::same, 10), run(State::registered, 1)};
    EXPECT_EQ(failures_in_a_row(failed), 2);
    EXPECT_NE(held_by(guards, failed, day(400)), "");
    const std::vector<RetrainingRun> after{run(State::registered, 30, "person"), run(State::failed, 20), run(State::failed, 10)};
    EXPECT_EQ(held_by(guards, after, day(400)), "");
    const std::vector<RetrainingRun> again{run(State::failed, 30, "person"), run(State::failed, 20), run(State::failed, 10)};
    EXPECT_EQ(failures_in_a_row(again), 1) << "whoever started it had seen those before";
}

TEST(RetrainingRuns, AreReadAsTheyWereKept) {
    RetrainingRun one = run(State::running, 3, "pays");
    one.id = "retraining-1";
    one.product = "p";
    one.command = {"a", "b c"};
    one.pid = 42;
    one.process = "boot/77";
    one.deadline_s = 60;
    one.looked = day(2);
    one.stop_asked = true;
    const RetrainingRun read = run_from(kept(one, day(3)));
    EXPECT_EQ(read.state, one.state);
    EXPECT_EQ(read.command, one.command);
    EXPECT_EQ(read.pid, 42);
    EXPECT_EQ(read.process, "boot/77");
    EXPECT_EQ(read.looked, one.looked);
    EXPECT_EQ(read.deadline_s, 60);
    EXPECT_TRUE(read.stop_asked);
    EXPECT_EQ(run_from({.id = "x", .product = "p", .open = true, .created = {}, .changed = {}, .content = "garbage"}).state, State::lost);
}

TEST(PayoffWords, SayWhatWasSavedAndUnderWhichAssumption) {
    plan::Backtest test;
    test.trainings = {{70, 70, "pays"}, {140, 70, "pays"}, {210, 70, "pays"}};
    test.saved = plan::Amount{18'000, {9'000, 27'000}};
    test.recovers = 0.9;
    test.seen_at = {60};
    EXPECT_EQ(report::sentence(test, "USD", *base::parse_time("2001-01-01")), "The rule would have retrained 3 times and saved USD 18,000 (9,000 to 27,000), if a retrained model recovers as it did in March 2001 (90 % of what was lost).");
    test.saved = {};
    EXPECT_NE(report::sentence(test, "USD", day(0)).find("unproven"), std::string::npos);
    EXPECT_EQ(report::sentence(plan::Backtest{}, "USD", day(0)), "The rule would not have retrained.");
}

}  // namespace operations
