#include "operations/feedback/said.h"

#include <gtest/gtest.h>

namespace operations {

namespace {

struct Asked {
    charter::Charter document;
    charter::Feedback feedback{.kinds = {"thumbs", "rating", "correction", "text", "nps", "sus", "decision"}, .contact = "To tell you."};
    Asked() { document.task.columns.subject = "person"; }
    std::string fault(const std::string& body) const {
        const auto said = said_in(body, document, feedback, "fresh");
        return said ? "none" : said.error().what;
    }
    std::string event(const std::string& body) const {
        const auto said = said_in(body, document, feedback, "fresh");
        EXPECT_TRUE(said) << said.error().what;
        return said ? said->event : "";
    }
};

TEST(Said, BecomesAnObservation) {
    const Asked asked;
    EXPECT_EQ(asked.event(R"({"prediction_id": "a", "thumbs": true, "text": "fine"})"), R"({"charter_prediction_id":"a","feedback_thumbs":true,"feedback_text":"fine","charter_kind":"feedback","charter_id":"fresh"})");
    EXPECT_EQ(asked.event(R"({"id": "mine", "subject": "mia", "nps": 10})"), R"({"person":"mia","feedback_nps":1E1,"charter_kind":"feedback","charter_id":"mine"})");
    EXPECT_EQ(asked.event(R"({"decision": 1, "seconds": 2.5})"), R"({"feedback_decision":"1","feedback_seconds":2.5E0,"charter_kind":"feedback","charter_id":"fresh"})");
}

TEST(Said, AddsUpTheTenAnswersOfSus) {
    const Asked asked;
    EXPECT_NE(asked.event(R"({"sus": [5,1,5,1,5,1,5,1,5,1]})").find("\"feedback_sus\":1E2"), std::string::npos);
    EXPECT_NE(asked.event(R"({"sus": [3,3,3,3,3,3,3,3,3,3]})").find("\"feedback_sus\":5E1"), std::string::npos);
    EXPECT_NE(asked.fault(R"({"sus": [5,1,5,1,5,1,5,1,5]})"), "none");
    EXPECT_NE(asked.fault(R"({"sus": [5,1,5,1,5,1,5,1,5,6]})"), "none");
}

TEST(Said, IsRefusedWhereNobodyAskedOrNoAnswerCanBe) {
    const Asked asked;
    EXPECT_EQ(asked.fault(R"({"csat": 4})"), "the charter does not ask for: csat");
    EXPECT_EQ(asked.fault(R"({"admin": true, "thumbs": true})"), "feedback has no: admin");
    EXPECT_EQ(asked.fault(R"({"prediction_id": "a"})"), "there is no answer in it");
    EXPECT_EQ(asked.fault(R"({"rating": 6})"), "wrong value for rating");
    EXPECT_EQ(asked.fault(R"({"rating": 4.5})"), "wrong value for rating");
    EXPECT_EQ(asked.fault(R"({"rating": "5"})"), "wrong value for rating");
    EXPECT_EQ(asked.fault(R"({"thumbs": 1})"), "wrong value for thumbs");
    EXPECT_EQ(asked.fault(R"({"text": "   "})"), "wrong value for text");
    EXPECT_EQ(asked.fault(R"({"text": "a\u0000b"})"), "wrong value for text");
    EXPECT_EQ(asked.fault(R"({"thumbs": true, "seconds": -1})"), "wrong value for seconds");
    EXPECT_EQ(asked.fault(R"([{"thumbs": true}])"), "feedback is one JSON object");
    EXPECT_EQ(asked.fault("{\"text\": \"" + std::string(5'000, 'x') + "\"}"), "wrong value for text");
    EXPECT_NE(asked.fault(std::string(20'000, ' ')).find("feedback_bytes_max"), std::string::npos);
    EXPECT_NE(asked.fault("{\"thumbs\": true"), "none");
}

TEST(Said, TakesAnAddressOnlyWithAConsent) {
    const Asked asked;
    EXPECT_EQ(asked.fault(R"({"thumbs": false, "contact": "mia@example.org"})"), "an address without a consent to be told");
    const auto said = said_in(R"({"thumbs": false, "contact": "mia@example.org", "contact_consent": true})", asked.document, asked.feedback, "fresh");
    ASSERT_TRUE(said);
    EXPECT_EQ(said->contact, "mia@example.org");
    EXPECT_EQ(said->event.find("mia"), std::string::npos) << "addresses are no observations";
    for (const char* wrong : {"mia", "mia@", "@x", "a@b@c", "a@b, c@d", "a@b\\r\\nBcc: c@d", "<a@b>"}) {
        EXPECT_EQ(asked.fault("{\"thumbs\": false, \"contact_consent\": true, \"contact\": \"" + std::string(wrong) + "\"}"), "wrong value for contact") << wrong;
    }
}

TEST(Said, NamesNobodyWhereTheCharterHasNoColumnForPeople) {
    Asked asked;
    asked.document.task.columns.subject.clear();
    EXPECT_NE(asked.fault(R"({"thumbs": true, "subject": "mia"})").find("no column for people"), std::string::npos);
}

}  // namespace

}  // namespace operations
