#include "operations/gates/gate_judge.h"

#include <gtest/gtest.h>

namespace operations {
namespace {

using Consent = std::map<std::string, std::set<std::string>>;

TEST(PlacesOfAQuorum, AreFilledByAsManyPeopleAsThereAre) {
    EXPECT_EQ(places_filled({"risk", "risk"}, Consent{{"risk", {"a", "b"}}}), (std::map<std::string, int>{{"risk", 2}}));
    EXPECT_EQ(places_filled({"risk", "risk"}, Consent{{"risk", {"a"}}}), (std::map<std::string, int>{{"risk", 1}}));
    EXPECT_TRUE(places_filled({"risk"}, Consent{{"science", {"a"}}}).empty());
}

TEST(PlacesOfAQuorum, NobodyCountsForTwo) {
    EXPECT_EQ(places_filled({"risk", "science"}, Consent{{"risk", {"a"}}, {"science", {"a"}}}), (std::map<std::string, int>{{"risk", 1}}));
}

TEST(PlacesOfAQuorum, WhoCanFillTwoGivesWayToWhoCanFillOne) {
    // a could take the place of risk, and then science would stay empty although b holds risk.
    EXPECT_EQ(places_filled({"risk", "science"}, Consent{{"risk", {"a", "b"}}, {"science", {"a"}}}), (std::map<std::string, int>{{"risk", 1}, {"science", 1}}));
}

records::Entry entry(const std::string& kind, base::json::object body, std::int64_t at) {
    return {.sequence = static_cast<std::uint64_t>(at), .previous = {}, .time = {at * base::micros_per_second}, .kind = kind, .body = std::move(body)};
}

TEST(GateRecords, WhoeverSaysSomethingAgainMeansWhatTheySaidLast) {
    records::GateRecords records;
    const auto say = [&](const char* by, const char* outcome, const char* subject, std::int64_t at) {
        records.apply(entry("approval", {{"subject", subject}, {"role", "risk"}, {"by", by}, {"outcome", outcome}}, at));
    };
    say("a", "given", "one", 1);
    say("b", "given", "one", 2);
    say("a", "refused", "one", 3);
    say("c", "given", "another", 4);
    EXPECT_EQ(records.consent_to("one").at("risk"), std::set<std::string>{"b"});
    EXPECT_EQ(records.dissent_from("one").at("risk"), std::set<std::string>{"a"});
    EXPECT_EQ(records.consent_to("another").at("risk"), std::set<std::string>{"c"});
    EXPECT_TRUE(records.consent_to("a third").empty());
}

TEST(GateRecords, AnOverrideHoldsUntilItsEndAndNotBeforeItWasGiven) {
    records::GateRecords records;
    records.apply(entry("gate_override", {{"until", "1970-01-01T00:01:00Z"}, {"by", "a"}}, 10));
    EXPECT_EQ(records.override_at({9 * base::micros_per_second}), nullptr);
    ASSERT_NE(records.override_at({10 * base::micros_per_second}), nullptr);
    EXPECT_NE(records.override_at({59 * base::micros_per_second}), nullptr);
    EXPECT_EQ(records.override_at({60 * base::micros_per_second}), nullptr);
}

TEST(GateCard, IsUnprovenWhereItAsksForNothingAndBrokenWhereOneLineIs) {
    report::GateCard card;
    EXPECT_EQ(card.verdict(), verdicts::Verdict::unproven);
    EXPECT_FALSE(card.opens());
    card.lines = {{.kind = "promise", .id = "useful", .on = "holdout", .verdict = verdicts::Verdict::kept, .sentence = "Kept.", .value = {}, .low = {}, .high = {}, .rows = 0}};
    EXPECT_TRUE(card.opens());
    card.lines.push_back(card.lines.front());
    card.lines.back().verdict = verdicts::Verdict::unproven;
    EXPECT_FALSE(card.opens());
    card.lines.back().verdict = verdicts::Verdict::broken;
    card.lines.back().sentence = "12 < \"60\" & more.";
    EXPECT_EQ(card.verdict(), verdicts::Verdict::broken);
    EXPECT_NE(report::junit_of(card).find("12 &lt; &quot;60&quot; &amp; more."), std::string::npos);
    EXPECT_NE(report::refusal_of(card).find("useful on holdout is broken"), std::string::npos);
    card.overridden = {4, {}};
    EXPECT_TRUE(card.opens());
    EXPECT_EQ(card.verdict(), verdicts::Verdict::broken);
}

}  // namespace
}  // namespace operations
