#include "report/sentences.h"

#include <gtest/gtest.h>

#include "report/testing.h"

namespace report {

namespace {

using charter::Compare;
using metrics::Estimate;
using metrics::Reason;
using metrics::Scale;
using testing::at_least;
using testing::at_most;
using testing::between;
using testing::infinity;
using testing::metric;
using testing::result;
using testing::sample;
using verdicts::Verdict;

const metrics::Metric recall = metric("recall", Scale::share);
const metrics::Metric missing = metric("missing_share", Scale::share);

Scorecard card() {
    Scorecard made;
    made.currency = "USD";
    return made;
}

}  // namespace

// The wording that the first issue of this project asked for, with the metric's words in place of the flights'.
TEST(Sentence, TellsAShareAsCounts) {
    auto promise = result("useful", &recall, at_least(0.6), Verdict::unproven, sample(0.612, 0.596, 0.628));
    promise.promise.statement = "Most late flights are warned about";
    promise.reason = Reason::bound_inside;
    EXPECT_EQ(sentence(promise, card()),
              "Most late flights are warned about. Of 1,000 actual positives, 612 are found (596 to 628); the promise is at least 600. "
              "Unproven. The interval holds the bound; more data would decide.");
}

TEST(Sentence, TakesALargerBaseWhereTheBoundWouldNotBeACount) {
    const auto promise = result("full", &missing, at_most(0.0005), Verdict::broken, sample(0.0007, 0.0006, 0.0008));
    EXPECT_EQ(finding(promise, card()), "Of 10,000 rows, 7 lack a value (6 to 8); the promise is at most 5.");
}

// 0.5997 of 1,000 would be 600 and look as if the promise was kept.
TEST(Sentence, NeverRoundsAnEndOfTheIntervalOntoTheBound) {
    const auto promise = result("useful", &recall, at_least(0.6), Verdict::broken, sample(0.58, 0.56, 0.5997));
    EXPECT_EQ(finding(promise, card()), "Of 10,000 actual positives, 5,800 are found (5,600 to 5,997); the promise is at least 6,000.");
}

TEST(Sentence, CountsWhatWasCounted) {
    auto promise = result("full", &missing, at_most(0.0005), Verdict::broken);
    promise.checks.push_back(testing::check(promise, Estimate::fact(12.0 / 16484, 16484), "distance"));
    EXPECT_EQ(finding(promise, card()), "Of the 16,484 values of distance, 12 are missing (0.073 %); the promise is at most 0.05 %.");
    promise.checks[0].estimate = Estimate::fact(1.0 / 16484, 16484);
    EXPECT_EQ(finding(promise, card()), "Of the 16,484 values of distance, 1 is missing (0.0061 %); the promise is at most 0.05 %.");
}

TEST(Sentence, ShowsNoIntervalForACensus) {
    auto promise = result("useful", &recall, at_least(0.6), Verdict::kept, sample(0.75, 0.5, 0.9, 400));
    promise.promise.about = charter::About::census;
    EXPECT_EQ(finding(promise, card()), "Of the 400 actual positives, 300 are found (75.0 %); the promise is at least 60 %.");
}

TEST(Sentence, ReadsMoneyAndTime) {
    const auto money = metric("value_per_decision", Scale::money, -infinity, infinity);
    EXPECT_EQ(finding(result("worth", &money, at_least(0.4), Verdict::kept, sample(0.53, 0.46, 0.6)), card()),
              "A decision is worth USD 0.53 (USD 0.46 to 0.60) on average; the promise is at least USD 0.40.");
    const auto age = metric("freshness", Scale::seconds, 0, infinity);
    EXPECT_EQ(finding(result("fresh", &age, at_most(7200), Verdict::kept, Estimate::fact(6000, 9)), card()), "The newest row is 1 h 40 min old; the promise is at most 2 h.");
}

TEST(Sentence, SaysWhatUnchangedDataWouldShow) {
    const auto index = metric("psi", Scale::number, 0, infinity);
    auto promise = result("stable", &index, at_most(0.2), Verdict::kept);
    auto estimate = sample(0.032, 0.021, 0.045);
    estimate.unchanged = 0.004;
    promise.checks.push_back(testing::check(promise, estimate, "distance"));
    EXPECT_EQ(finding(promise, card()),
              "The population stability index of distance against the reference is 0.032 (0.021 to 0.045); the promise is at most 0.2. "
              "Unchanged data of this size would show about 0.004.");
}

TEST(Sentence, NamesTheGroupsThatLieFurthestApart) {
    auto parity = metric("demographic_parity_difference", Scale::share);
    parity.needs.groups = true;
    auto promise = result("even", &parity, at_most(0.05), Verdict::broken, sample(0.071, 0.059, 0.083));
    promise.groups = {{"medium", sample(0.27, 0.2, 0.3)}, {"small", sample(0.239, 0.2, 0.3)}, {"large", sample(0.31, 0.3, 0.4)}};
    EXPECT_EQ(finding(promise, card()),
              "Between groups, the share of decisions that are positive differs by 7.1 percentage points (5.9 to 8.3 points); the promise is at "
              "most 5 points. The highest is large (31.0 %), the lowest small (23.9 %).");
}

TEST(Sentence, ReadsARatioBetweenGroupsAsANumber) {
    auto promise = result("even", &recall, at_least(0.8), Verdict::kept, sample(0.91, 0.85, 0.97));
    promise.promise.compare = Compare::ratio;
    EXPECT_EQ(finding(promise, card()),
              "Between groups, the lowest value of the share of actual positives that are found is 0.910 (0.850 to 0.970) times the highest; the "
              "promise is at least 0.8.");
}

TEST(Sentence, ReadsTheWorstOfManyAloudAndSaysWhereItIs) {
    auto promise = result("everywhere", &recall, at_least(0.55), Verdict::broken);
    promise.promise.by = {"size"};
    promise.promise.where = *charter::parse_condition("distance > 500");
    promise.checks = {testing::check(promise, sample(0.61, 0.6, 0.62), "", "large"), testing::check(promise, sample(0.49, 0.46, 0.52), "", "small")};
    promise.checks[0].judgement.verdict = Verdict::kept;
    promise.deciding = 1;
    EXPECT_EQ(finding(promise, card()),
              "1 of 2 groups breaks it. The worst: in small, for rows where distance > 500, of 1,000 actual positives, 490 are found (460 to 520); "
              "the promise is at least 550.");
}

TEST(Sentence, ExplainsABoundThatFollowsTheReference) {
    auto promise = result("no-worse", &recall, at_least(0.95), Verdict::kept, sample(0.643, 0.623, 0.663));
    promise.promise.bound.relative = true;
    promise.promise.bound.text = "at least 0.95 times the reference";
    promise.checks[0].bound = at_least(0.59);
    promise.checks[0].reference_value = 0.621;
    EXPECT_EQ(finding(promise, card()),
              "Of 1,000 actual positives, 643 are found (623 to 663); the promise is at least 0.95 times the reference, which is at least 590 (the "
              "reference has 62.1 %).");
}

TEST(Sentence, SaysHowMuchMoreWouldDecide) {
    auto promise = result("useful", &recall, at_least(0.6), Verdict::unproven, sample(0.612, 0.596, 0.628, 9000, 300));
    promise.reason = Reason::bound_inside;
    promise.units_per_day = 133;
    promise.checks[0].judgement.more = verdicts::More{.units = 1500, .hopeless = false};
    EXPECT_EQ(verdict_sentence(promise),
              "Unproven. The interval holds the bound. About 1,200 more units, some 10 days at the present pace, would decide four times out of five.");
    promise.checks[0].judgement.more = verdicts::More{.units = 0, .hopeless = true};
    EXPECT_EQ(verdict_sentence(promise), "Unproven. The interval holds the bound. Even fifty times the present data would hardly decide: the truth may lie at the bound.");
}

TEST(Sentence, PutsTheDetailBesideWhatIsTheMatter) {
    auto promise = result("stable", &recall, at_least(0.6), Verdict::unproven);
    promise.reason = Reason::missing_column;
    promise.detail = "carrier";
    const std::string text = sentence(promise, card());
    EXPECT_EQ(text.find("There is no value of recall; the promise is at least that. Unproven. "), 0u) << text;
    EXPECT_NE(text.find(" (carrier); "), std::string::npos) << text;
}

TEST(Sentence, AddsTheDetailToAVerdictThatNeedsNoReason) {
    auto promise = result("valid", &missing, at_most(0), Verdict::broken);
    promise.detail = "most often below 0 (12)";
    EXPECT_EQ(verdict_sentence(promise), "The promise is broken. Note: most often below 0 (12).");
}

TEST(Sentence, SaysWhichRecordIsNeeded) {
    auto promise = result("reviewed", nullptr, {}, Verdict::unproven);
    promise.promise.evidence = "review";
    promise.promise.evidence_by = "risk";
    promise.promise.every = *base::parse_duration("365d");
    EXPECT_EQ(finding(promise, card()), "The evidence is a record: review by risk, renewed every 365d.");
}

TEST(Sentence, ReportsAMetricThatHasNoWordsOfItsOwn) {
    const auto other = metric("something_new", Scale::number);
    EXPECT_EQ(finding(result("new", &other, between(0.1, 0.3), Verdict::kept, sample(0.2, 0.15, 0.25)), card()),
              "The value of something_new is 0.200 (0.150 to 0.250); the promise is between 0.1 and 0.3.");
}

TEST(GateSentence, CountsStoppingPromisesOnly) {
    Scorecard made = card();
    const auto add = [&](Verdict verdict, charter::Breach breach) {
        auto promise = result("p" + std::to_string(made.promises.size()), &recall, at_least(0.5), verdict);
        promise.promise.breach = breach;
        made.promises.push_back(promise);
    };
    EXPECT_EQ(gate_sentence(made), "No promise stops anything: the gate is open.");
    add(Verdict::broken, charter::Breach::warn);
    add(Verdict::kept, charter::Breach::stop);
    EXPECT_EQ(gate_sentence(made), "The gate is open: the one stopping promise is kept.");
    add(Verdict::kept, charter::Breach::stop);
    EXPECT_EQ(gate_sentence(made), "The gate is open: all 2 stopping promises are kept.");
    add(Verdict::unproven, charter::Breach::stop);
    EXPECT_EQ(gate_sentence(made), "The gate is closed: of 3 stopping promises, 1 is unproven.");
    add(Verdict::broken, charter::Breach::stop);
    EXPECT_EQ(gate_sentence(made), "The gate is closed: of 4 stopping promises, 1 is broken and 1 is unproven.");
    made.only = {"p1"};
    EXPECT_EQ(gate_sentence(made), "The gate is open: the one chosen promise is kept.");
}

// What only warns counted for the exit code when it was chosen, and not in the sentence about it.
TEST(GateSentence, CountsWhatIsChosenWhateverItsSeverity) {
    Scorecard made = card();
    auto warning = result("warns", &recall, at_least(0.5), Verdict::broken);
    warning.promise.breach = charter::Breach::warn;
    auto kept = result("stops", &recall, at_least(0.5), Verdict::kept);
    kept.promise.breach = charter::Breach::stop;
    made.promises = {warning, kept};
    EXPECT_EQ(gate_sentence(made), "The gate is open: the one stopping promise is kept.");
    made.only = {"warns"};
    EXPECT_EQ(gate_sentence(made), "The gate is closed: of 1 chosen promise, 1 is broken.");
    made.only = {"warns", "stops"};
    EXPECT_EQ(gate_sentence(made), "The gate is closed: of 2 chosen promises, 1 is broken.");
    // An estimate may warn and opens no gate, so that it counts as unproven where it is chosen.
    made.promises[1].checks.push_back({});
    made.promises[1].checks.back().estimate.standing = metrics::Standing::estimated;
    made.only = {"stops"};
    EXPECT_EQ(gate_sentence(made), "The gate is closed: of 1 chosen promise, 1 is unproven.");
}

}  // namespace report
