#include "charter/feedback.h"

#include <gtest/gtest.h>

namespace charter {

namespace {

const Vocabulary& some_metrics() {
    static const Vocabulary words{{.id = "row_count", .fact = true, .lowest = 0, .highest = 1e18}};
    return words;
}

Parsed with(const std::string& section) {
    return parse("charter: 1\nproduct: loans\ntask: {kind: binary, columns: {score: p, label: bad}}\nfeedback: " + section + "\n", some_metrics());
}

std::string faults_of(const std::string& section) {
    std::string all;
    for (const auto& fault : with(section).faults) all += fault.what + "; " + fault.next + "\n";
    return all;
}

TEST(Feedback, IsReadFromTheDocument) {
    const auto parsed = with("{origins: ['https://app.example.org', 'http://localhost:5173'], kinds: [thumbs, text], sampling: 0.25, cool_down: 30d, consent: We keep it., language: de, keep_text: 180d, corrections: count, seeded: trap, strings: {ar: {send: أرسل}}}");
    ASSERT_TRUE(parsed.charter.has_value());
    const auto feedback = feedback_of(*parsed.charter);
    ASSERT_TRUE(feedback.has_value());
    EXPECT_TRUE(feedback->allows("http://localhost:5173"));
    EXPECT_FALSE(feedback->allows("https://app.example.org.evil.example"));
    EXPECT_FALSE(feedback->allows("null"));
    EXPECT_TRUE(feedback->asks("thumbs"));
    EXPECT_FALSE(feedback->asks("nps"));
    EXPECT_EQ(feedback->sampling, 0.25);
    EXPECT_EQ(feedback->cool_down.micros, 30 * base::micros_per_day);
    EXPECT_EQ(feedback->keep_text->micros, 180 * base::micros_per_day);
    EXPECT_TRUE(feedback->corrections_count);
    EXPECT_EQ(feedback->seeded, "trap");
    EXPECT_EQ(feedback->language, "de");
    EXPECT_EQ(feedback->strings.at("ar").at("send"), "أرسل");
}

TEST(Feedback, IsNothingWhereTheDocumentSaysNothingOfIt) {
    const auto parsed = parse("charter: 1\nproduct: loans\ntask: {kind: binary}\n", some_metrics());
    ASSERT_TRUE(parsed.charter.has_value());
    EXPECT_FALSE(feedback_of(*parsed.charter).has_value());
}

TEST(Feedback, KeepsCorrectionsApartAndTextWithoutEndUnlessItIsSaid) {
    const auto feedback = feedback_of(*with("{kinds: [correction]}").charter);
    EXPECT_FALSE(feedback->corrections_count);
    EXPECT_FALSE(feedback->keep_text.has_value());
    EXPECT_TRUE(feedback->origins.empty());
}

TEST(Feedback, FaultsWhatNoBrowserWouldWriteAsAnOrigin) {
    for (const char* wrong : {"app.example.org", "https://app.example.org/", "https://App.example.org", "https://app.example.org:443", "*", "null", "https://*.example.org", "ftp://a.example", "https://", "https://a.example:0", "https://user@a.example"}) {
        EXPECT_NE(faults_of("{kinds: [thumbs], origins: ['" + std::string(wrong) + "']}").find("not an origin"), std::string::npos) << wrong;
    }
    for (const char* right : {"https://a.example", "http://127.0.0.1:8080", "http://[::1]:8080", "https://a-b.example:8443"}) {
        EXPECT_EQ(faults_of("{kinds: [thumbs], origins: ['" + std::string(right) + "']}"), "") << right;
    }
}

TEST(Feedback, FaultsWhatCannotBe) {
    EXPECT_NE(faults_of("{kinds: [thumb]}").find("did you mean thumbs"), std::string::npos);
    EXPECT_NE(faults_of("{origins: ['https://a.example']}").find("kinds"), std::string::npos);
    EXPECT_NE(faults_of("{kinds: [thumbs], sampling: 2}").find("sampling takes a number from 0 to 1"), std::string::npos);
    EXPECT_NE(faults_of("{kinds: [thumbs], strings: {DE: {send: Senden}}}").find("not the tag of a language"), std::string::npos);
    EXPECT_NE(faults_of("{kinds: [thumbs], cool_down: 3mo}").find("months differ"), std::string::npos);
    const auto bare = parse("charter: 1\nproduct: loans\ntask: {kind: binary}\nfeedback: {kinds: [decision]}\n", some_metrics());
    ASSERT_EQ(bare.faults.size(), 1u);
    EXPECT_NE(bare.faults.front().what.find("what the model decided"), std::string::npos);
}

}  // namespace

}  // namespace charter
