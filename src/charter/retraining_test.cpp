#include "charter/retraining.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "charter/sample_vocabulary.h"

namespace charter {

namespace {

std::string document(const std::string& section) { return std::string(sample_charter) + "  - {id: moved, metric: psi, of: distance, at_most: 0.20, over: 7d}\n" + section; }

std::string fault_of(const std::string& section) {
    const Parsed parsed = parse(document(section), sample_vocabulary());
    return parsed.faults.empty() ? "none" : parsed.faults.front().what + "; " + parsed.faults.front().next;
}

Charter parsed(const std::string& section) {
    const Parsed parsed = parse(document(section), sample_vocabulary());
    EXPECT_TRUE(parsed.charter) << parsed.faults.front().what;
    return *parsed.charter;
}

std::vector<std::string> changes(const std::string& before, const std::string& after) {
    std::vector<std::string> words;
    for (const auto& change : compare(parsed(before), parsed(after))) words.push_back(std::string(name(change.kind)) + " " + change.id + ": " + change.what);
    return words;
}

constexpr const char* whole = R"(retraining:
  registered_model: flight-delay
  command: [python3, train.py, --set, a, --set, b]
  schedule: 30d
  broken: [{promise: useful, windows: 2}]
  drift: [{promise: moved, above: 0.25, windows: 3}]
  pays: {promise: worth-it, recovers: 0.9, horizon: 60d}
  cost: {money: 400, labels: 2000, per_label: 0.15, review_hours: 6, per_hour: 80}
  guards: {pause: 7d, at_most: 2, per: 60d, failures: 2, deadline: 2h}
)";

}  // namespace

TEST(Retraining, ReadsWhatTheSectionSays) {
    const auto retraining = retraining_of(parsed(whole));
    ASSERT_TRUE(retraining);
    EXPECT_EQ(retraining->registered_model, "flight-delay");
    EXPECT_EQ(retraining->command, (std::vector<std::string>{"python3", "train.py", "--set", "a", "--set", "b"}));
    EXPECT_EQ(base::format(*retraining->schedule), "30d");
    ASSERT_EQ(retraining->broken.size(), 1u);
    EXPECT_EQ(retraining->broken[0].windows, 2);
    ASSERT_EQ(retraining->drift.size(), 1u);
    EXPECT_EQ(retraining->drift[0].above, 0.25);
    EXPECT_EQ(retraining->drift[0].windows, 3);
    ASSERT_TRUE(retraining->pays);
    EXPECT_EQ(retraining->pays->promise, "worth-it");
    EXPECT_EQ(retraining->pays->recovers, 0.9);
    EXPECT_EQ(base::format(retraining->pays->horizon), "60d");
    EXPECT_DOUBLE_EQ(retraining->cost.total(), 400 + 2000 * 0.15 + 6 * 80);
    EXPECT_EQ(retraining->guards.at_most, 2);
    EXPECT_EQ(base::format(retraining->guards.deadline), "2h");
    EXPECT_FALSE(retraining_of(parsed("")));
}

TEST(Retraining, HasDefaultsThatAreThoseOfTheDescription) {
    const std::string absent = "retraining: {registered_model: m, schedule: 30d}\n";
    const std::string written = "retraining: {registered_model: m, schedule: 30d, guards: {pause: 1d, at_most: 4, per: 30d, failures: 3, deadline: 6h}}\n";
    EXPECT_EQ(parsed(absent).digest, parsed(written).digest);
    const RetrainingGuards one = retraining_of(parsed(absent))->guards;
    EXPECT_EQ(base::format(one.pause), "1d");
    EXPECT_EQ(one.at_most, 4);
    EXPECT_EQ(base::format(one.per), "30d");
    EXPECT_EQ(one.failures, 3);
    EXPECT_EQ(base::format(one.deadline), "6h");
    EXPECT_EQ(base::format(RetrainWhenItPays{}.horizon), "30d");
    EXPECT_TRUE(retraining_of(parsed(absent))->only_says());
}

TEST(Retraining, FaultsWhatCannotBeFollowed) {
    EXPECT_EQ(fault_of("retraining: {registered_model: m, broken: [{promise: usefull}]}\n").substr(0, 51), "no such promise: usefull; did you mean useful? name");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, broken: [{promise: stable}]}\n"), "the promise has no windows to follow: stable; give it some: over: 7d");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, broken: [{promise: reviewed}]}\n"), "a record starts no retraining: reviewed; name a promise about a metric");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, drift: [{promise: useful}]}\n").substr(0, 41), "not a comparison with the reference: usef");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, command: [a], webhook: 'https://example.org', schedule: 1d}\n").substr(0, 28), "both a command and a webhook");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, webhook: 'ftp://example.org', schedule: 1d}\n").substr(0, 47), "not the address of a webhook: ftp://example.org");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, pays: {promise: worth-it}}\n").substr(0, 38), "what a retraining costs is not said; a");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, pays: {promise: useful}, cost: {money: 1}}\n").substr(0, 45), "what recall is worth in money is not said; ad");
    EXPECT_EQ(fault_of("retraining: {registered_model: m}\n").substr(0, 31), "nothing says when to retrain; a");
    EXPECT_EQ(fault_of("retraining: {schedule: 1d}\n").substr(0, 7), "a key i");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, schedule: 1d, guards: {failures: 0}}\n").substr(0, 11), "wrong value");
}

TEST(Retraining, ItsResultGoesThroughAGateAndARolloutThatAreThere) {
    const std::string gates = "gates: {release: {holdout: [useful]}}\n";
    EXPECT_EQ(fault_of("retraining: {registered_model: m, schedule: 1d, then: {gate: relese}}\n" + gates).substr(0, 45), "no such gate: relese; did you mean release? t");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, schedule: 1d, then: {rollout: careful}}\n" + gates).substr(0, 44), "no such rollout: careful; declare it under r");
    EXPECT_EQ(fault_of("retraining: {registered_model: m, schedule: 1d, then: {}}\n" + gates).substr(0, 38), "nothing is said of what happens then; ");
}

TEST(Retraining, SaysWhatGotWeaker) {
    const std::string before = whole;
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string after = before;
        after.replace(after.find(from), from.size(), to);
        return changes(before, after);
    };
    EXPECT_EQ(with("schedule: 30d", "schedule: 60d"), (std::vector<std::string>{"weakened retraining: schedule: 30d -> 60d"}));
    EXPECT_EQ(with("pause: 7d", "pause: 14d"), (std::vector<std::string>{"strengthened retraining: pause: 7d -> 14d"}));
    EXPECT_EQ(with("failures: 2", "failures: 5"), (std::vector<std::string>{"weakened retraining: failures: 2 -> 5"}));
    EXPECT_EQ(with("windows: 2", "windows: 4"), (std::vector<std::string>{"weakened retraining: broken useful: 2 windows -> 4 windows"}));
    EXPECT_EQ(with("above: 0.25", "above: 0.15"), (std::vector<std::string>{"strengthened retraining: drift moved: above 0.25 -> above 0.15"}));
    EXPECT_EQ(with("money: 400", "money: 500"), (std::vector<std::string>{"changed retraining: cost: 1180 -> 1280"}));
    EXPECT_EQ(with("train.py", "train2.py"), (std::vector<std::string>{"changed retraining: started by: python3 train.py --set a --set b -> python3 train2.py --set a --set b"}));
    EXPECT_EQ(changes(before, ""), (std::vector<std::string>{"weakened retraining: given -> none"}));
    EXPECT_EQ(changes("", before), (std::vector<std::string>{"strengthened retraining: none -> given"}));
    EXPECT_TRUE(changes(before, before).empty());
}

}  // namespace charter
