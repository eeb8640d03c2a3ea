#include "charter/gates.h"

#include <gtest/gtest.h>

#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

const std::string top = R"(charter: 1
product: flights
roles: {science: {title: S}, risk: {title: R, approves: [release, weaken-promise]}}
task: {kind: binary, columns: {time: t, score: s, label: l, version: v}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, breach: stop}
  - {id: even, metric: precision, at_least: 0.2, breach: warn}
  - {id: reviewed, evidence: review, by: risk, every: 365d, breach: stop}
)";

Charter good(const std::string& more) {
    auto parsed = parse(top + more, sample_vocabulary());
    for (const auto& fault : parsed.faults) ADD_FAILURE() << fault.what;
    return parsed.charter.value_or(Charter());
}

std::string faults(const std::string& more) {
    std::string all;
    for (const auto& fault : parse(top + more, sample_vocabulary()).faults) all += fault.what + "; " + fault.next + "\n";
    return all;
}

TEST(Gates, AskForEveryStoppingPromiseWhereTheyNameNone) {
    const auto gate = gate_of(good("gates: {release: {approvals: [{role: risk}]}}\n"), "");
    ASSERT_TRUE(gate);
    ASSERT_EQ(gate->promises.size(), 1u);
    EXPECT_EQ(gate->promises[0].promise, "useful");
    EXPECT_EQ(gate->promises[0].on, Deployment::holdout);
    EXPECT_EQ(gate->approvals, std::vector<std::string>{"risk"});
    EXPECT_EQ(gate->due.micros, 3 * base::micros_per_day);
}

TEST(Gates, SayOnWhichEvidenceEachPromiseMustBeKept) {
    const auto gate = gate_of(good("gates:\n  release: {holdout: [useful], live: even, approvals: [{role: risk, people: 2}], reviews: [{promise: reviewed, within: 90d}], budget: [{promise: even, over: 28d, broken_at_most: 0.1}], evidence_within: 14d}\n"), "release");
    ASSERT_TRUE(gate);
    ASSERT_EQ(gate->promises.size(), 2u);
    EXPECT_EQ(gate->promises[1].on, Deployment::live);
    EXPECT_EQ(gate->approvals.size(), 2u);
    EXPECT_EQ(gate->reviews.at(0).within.micros, 90 * base::micros_per_day);
    EXPECT_EQ(gate->budgets.at(0).broken_at_most, 0.1);
    EXPECT_EQ(gate->evidence_within->micros, 14 * base::micros_per_day);
}

TEST(Gates, RefuseWhatIsNotThereAndNameWhatIs) {
    EXPECT_NE(faults("gates: {release: {holdout: [usefull]}}\n").find("did you mean useful?"), std::string::npos);
    EXPECT_NE(faults("gates: {release: {holdout: [reviewed]}}\n").find("name it under reviews"), std::string::npos);
    EXPECT_NE(faults("gates: {release: {approvals: [{role: risc}]}}\n").find("risk"), std::string::npos);
    EXPECT_NE(faults("model: {registered_model: m, aliases: {champion: {gate: release}}}\n").find("there is no such gate: release"), std::string::npos);
    EXPECT_NE(faults("gates: {release: {aproval: [risk]}}\n").find("did you mean approvals?"), std::string::npos);
    EXPECT_EQ(gate_of(good("gates: {release: {}}\n"), "relase").error().next, "did you mean release?");
}

TEST(Gates, AskingForLessIsAWeakening) {
    const std::string model = "model: {registered_model: m, aliases: {champion: {gate: release}}}\n";
    const Charter before = good("gates: {release: {holdout: [useful, even], approvals: [{role: risk, people: 2}]}}\n" + model);
    const auto kind = [&](const std::string& after) {
        const auto changes = compare(before, good(after));
        return changes.empty() ? std::string("none") : std::string(name(changes.front().kind)) + " " + changes.front().id;
    };
    EXPECT_EQ(kind("gates: {release: {holdout: [useful], approvals: [{role: risk, people: 2}]}}\n" + model), "weakened gates.release");
    EXPECT_EQ(kind("gates: {release: {holdout: [useful, even], approvals: [{role: risk}]}}\n" + model), "weakened gates.release");
    EXPECT_EQ(kind("gates: {release: {holdout: [useful, even], approvals: [{role: risk, people: 2}, {role: science}]}}\n" + model), "strengthened gates.release");
    EXPECT_EQ(kind("gates: {release: {holdout: [useful, even], approvals: [{role: risk, people: 2}]}}\n"), "weakened model");
    EXPECT_EQ(kind("gates: {release: {approvals: [{role: risk, people: 2}], holdout: [even, useful]}}\n" + model), "none");
}

}  // namespace
}  // namespace charter
