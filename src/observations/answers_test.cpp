#include "observations/answers.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <thread>

#include "charter/feedback.h"
#include "charter/sample_vocabulary.h"
#include "observations/generated_files.h"
#include "observations/store.h"

namespace observations {

namespace {

using metrics::Kind;

constexpr base::Time noon{1'000'000'000 * base::micros_per_second};

const char* const loans =
    "charter: 1\nproduct: loans\ntask: {kind: binary, columns: {time: at, id: loan, subject: person, score: p, label: bad}}\n"
    "data: {columns: {region: {type: category}, trap: {type: boolean}}}\n"
    "privacy: {pseudonymise: [subject]}\n";

charter::Charter document(const std::string& text) {
    auto parsed = charter::parse(text, charter::sample_vocabulary());
    for (const auto& fault : parsed.faults) ADD_FAILURE() << fault.what << "; " << fault.next;
    return *std::move(parsed.charter);
}

std::string with(const std::string& section) { return std::string(loans) + "feedback: " + section + "\n"; }

std::unique_ptr<Store> opened(const std::string& folder, const std::string& text) {
    auto store = Store::open(folder, document(text));
    EXPECT_TRUE(store) << (store ? "" : store.error().what);
    return store ? *std::move(store) : nullptr;
}

Receipt receive(Store& store, const std::string& lines, base::Time now = noon) {
    auto receipt = store.receive(lines, now);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().what);
    for (const auto& reject : receipt->rejects) ADD_FAILURE() << reject.reason;
    return *std::move(receipt);
}

/// Values of a column of predictions as they are read, by number of rows; "" stands for none.
std::map<std::string, std::int64_t> values(Store& store, const std::string& column, std::optional<base::Time> known_at = {}) {
    Reading reading;
    reading.columns = document(loans).task.columns;
    auto source = store.source(std::move(reading), known_at);
    EXPECT_TRUE(source) << (source ? "" : source.error().what);
    Question question;
    question.wish = {.kind = Kind::extent};
    question.slice.by = {column};
    const auto answers = (*source)->answer({question});
    EXPECT_TRUE(answers) << (answers ? "" : answers.error().what);
    std::map<std::string, std::int64_t> found;
    for (const auto& cell : answers->front()) found[cell.group.front()] = std::get<metrics::Extent>(cell.statistic).rows;
    return found;
}

const char* const predictions =
    R"({"loan": "a", "at": "2001-09-08T10:00:00Z", "p": 0.9, "region": "north", "trap": false, "person": "mia"}
{"loan": "b", "at": "2001-09-08T10:10:00Z", "p": 0.2, "region": "north", "trap": true, "person": "noa"}
{"loan": "c", "at": "2001-09-08T10:20:00Z", "p": 0.7, "region": "south", "trap": true, "person": "mia"}
)";

TEST(Answers, StandBesideThePredictionTheyAreAbout) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [thumbs, rating, text]}"));
    receive(*store, predictions);
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "feedback_thumbs": true}
{"kind": "feedback", "id": "2", "prediction_id": "a", "feedback_rating": 4}
{"kind": "feedback", "id": "3", "prediction_id": "b", "feedback_thumbs": false}
{"kind": "feedback", "id": "4", "feedback_thumbs": false}
)");
    EXPECT_EQ(values(*store, "feedback_thumbs"), (std::map<std::string, std::int64_t>{{"true", 1}, {"false", 1}, {"(missing)", 1}}));
    EXPECT_EQ(values(*store, "feedback_given"), (std::map<std::string, std::int64_t>{{"true", 2}, {"false", 1}}));
}

TEST(Answers, CountAsTheyWereSaidLastAndAsTheyWereKnownThen) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [rating]}"));
    receive(*store, predictions);
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "feedback_rating": 2})", noon);
    receive(*store, R"({"kind": "feedback", "id": "2", "prediction_id": "a", "feedback_rating": 5})", base::Time{noon.micros + base::micros_per_day});
    EXPECT_EQ(values(*store, "feedback_rating").count("5.0"), 1u);
    EXPECT_EQ(values(*store, "feedback_rating", noon).count("2.0"), 1u);
}

TEST(Answers, TouchTheHourOfTheirPredictionAlsoWhenTheyComeFirst) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [thumbs]}"));
    receive(*store, predictions);
    const Mark before = store->mark();
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "feedback_thumbs": true})");
    EXPECT_EQ(store->touched_since(before).size(), 1u);
    receive(*store, R"({"kind": "feedback", "id": "2", "prediction_id": "later", "feedback_thumbs": true})");
    receive(*store, R"({"loan": "later", "at": "2001-09-08T20:00:00Z", "p": 0.5})");
    EXPECT_EQ(values(*store, "feedback_thumbs").at("true"), 2);
}

TEST(Answers, ToASurveyThatNamesNoPredictionAreAboutTheNewestOfTheSamePerson) {
    const GeneratedFiles scratch;
    {
        const auto store = opened(scratch.path("products/loans"), with("{kinds: [nps, text]}"));
        receive(*store, predictions);
        receive(*store, R"({"kind": "feedback", "id": "1", "person": "mia", "time": "2001-09-08T10:15:00Z", "feedback_nps": 9}
{"kind": "feedback", "id": "2", "person": "noa", "time": "2001-09-08T09:00:00Z", "feedback_nps": 3}
{"kind": "feedback", "id": "3", "person": "noa", "time": "2001-09-08T12:00:00Z", "feedback_text": "of no prediction"}
{"kind": "feedback", "id": "4", "person": "nobody", "time": "2001-09-08T12:00:00Z", "feedback_nps": 0}
)");
        // Looked for the more seldom the longer it takes, whether anything more comes or not.
        for (int i = 0; i < 200 && store->answers({.rows_max = 100})->rows.back().prediction.empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const auto answers = store->answers({.rows_max = 10});
        ASSERT_TRUE(answers);
        EXPECT_EQ(answers->rows[3].prediction, "a") << "c came later";
        EXPECT_EQ(answers->rows[2].prediction, "") << "noa had got none by then";
        EXPECT_EQ(answers->rows[1].prediction, "") << "a text is no survey";
    }
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [nps, text]}"));
    const Mark before = store->mark();
    receive(*store, R"({"loan": "n", "at": "2001-09-07T10:00:00Z", "p": 0.1, "person": "nobody"})");
    for (int i = 0; i < 200 && values(*store, "feedback_nps").size() < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(values(*store, "feedback_nps"), (std::map<std::string, std::int64_t>{{"0.0", 1}, {"9.0", 1}, {"(missing)", 2}})) << "also when the prediction comes after it";
    EXPECT_FALSE(store->touched_since(before).empty());
}

TEST(Answers, CorrectionsAreNoOutcomesUnlessTheCharterSaysSo) {
    const GeneratedFiles scratch;
    const std::string events = R"({"kind": "outcome", "prediction_id": "a", "bad": 1}
{"kind": "feedback", "id": "1", "prediction_id": "a", "feedback_correction": "0"}
{"kind": "feedback", "id": "2", "prediction_id": "b", "feedback_correction": "1"}
)";
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [correction]}"));
    receive(*store, predictions);
    receive(*store, events);
    EXPECT_EQ(values(*store, "bad"), (std::map<std::string, std::int64_t>{{"1", 1}, {"(missing)", 2}}));
    EXPECT_EQ(values(*store, "outcome_source"), (std::map<std::string, std::int64_t>{{"outcome", 1}, {"correction", 1}, {"(missing)", 1}}));
    ASSERT_TRUE(store->revise(document(with("{kinds: [correction], corrections: count}"))));
    EXPECT_EQ(values(*store, "bad"), (std::map<std::string, std::int64_t>{{"1", 2}, {"(missing)", 1}})) << "a real outcome goes before what somebody thinks";

    const auto answers = store->answers({.columns = {"region"}, .rows_max = 10});
    ASSERT_TRUE(answers) << answers.error().what;
    EXPECT_EQ(answers->corrected_predictions, 2);
    EXPECT_EQ(answers->with_outcome, 1);
    EXPECT_EQ(answers->agreeing, 0);
    ASSERT_EQ(answers->corrected.size(), 5u);
    EXPECT_EQ(answers->corrected[0].value, "0.2");
    EXPECT_EQ(answers->corrected[0].corrected, 1);
    EXPECT_EQ(answers->corrected[3].value, "north");
    EXPECT_EQ(answers->corrected[3].predictions, 2);
    EXPECT_EQ(answers->corrected[3].corrected, 2);
}

TEST(Answers, ShowWhoFollowsAndWhoFollowsWhatIsWrongOnPurpose) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [decision], seeded: trap}"));
    receive(*store, predictions);
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "feedback_decision": "1", "feedback_seconds": 12}
{"kind": "feedback", "id": "2", "prediction_id": "b", "feedback_decision": "0"}
{"kind": "feedback", "id": "3", "prediction_id": "c", "feedback_decision": "0"}
)");
    EXPECT_EQ(values(*store, "feedback_followed"), (std::map<std::string, std::int64_t>{{"true", 2}, {"false", 1}}));
    EXPECT_EQ(values(*store, "feedback_overridden"), (std::map<std::string, std::int64_t>{{"true", 1}, {"false", 2}}));
    EXPECT_EQ(values(*store, "feedback_rubber_stamped"), (std::map<std::string, std::int64_t>{{"true", 1}, {"false", 1}, {"(missing)", 1}}));
}

TEST(Answers, AreReadWithWhatTheyAreAbout) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [text], keep_text: 1d}"));
    receive(*store, predictions);
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "person": "mia", "time": "2001-09-08T11:00:00Z", "feedback_text": "'; DROP TABLE feedback; --"}
{"kind": "feedback", "id": "2", "prediction_id": "nobody's", "time": "2001-09-08T12:00:00Z", "feedback_text": "\u0000<script>"}
)");
    const auto answers = store->answers({.columns = {"region", "person"}, .rows_max = 10});
    ASSERT_TRUE(answers) << answers.error().what;
    EXPECT_EQ(answers->all, 2);
    EXPECT_EQ(answers->joined, 1);
    ASSERT_EQ(answers->rows.size(), 2u);
    const AnsweredRow& first = answers->rows[1];
    EXPECT_EQ(first.prediction, "a");
    EXPECT_TRUE(first.joined);
    EXPECT_EQ(first.columns[0], "north");
    EXPECT_NE(first.columns[1], "mia") << "people are pseudonyms";
    EXPECT_EQ(first.said[4], "'; DROP TABLE feedback; --");
    EXPECT_FALSE(store->answers({.columns = {"salary"}, .rows_max = 10})) << "no column of this name is kept";
}

TEST(Answers, LoseTheirTextAfterAWhileAndNothingElse) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), with("{kinds: [text, rating], keep_text: 1d}"));
    receive(*store, predictions);
    receive(*store, R"({"kind": "feedback", "id": "1", "prediction_id": "a", "time": "2001-09-08T11:00:00Z", "feedback_text": "too late", "feedback_rating": 1})", noon);
    receive(*store, R"({"kind": "feedback", "id": "2", "prediction_id": "b", "feedback_rating": 3})", base::Time{noon.micros + 3 * base::micros_per_day});
    const auto answers = store->answers({.rows_max = 10});
    ASSERT_TRUE(answers) << answers.error().what;
    EXPECT_EQ(answers->rows[1].said[4], "");
    EXPECT_EQ(std::stod(answers->rows[1].said[1]), 1);
}

TEST(Answers, AreMissingWhereTheCharterAsksNobody) {
    const GeneratedFiles scratch;
    const auto store = opened(scratch.path("products/loans"), loans);
    const auto answers = store->answers({.rows_max = 10});
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().fault, base::Fault::missing);
}

}  // namespace

}  // namespace observations
