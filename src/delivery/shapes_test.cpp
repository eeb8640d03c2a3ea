#include "delivery/shapes.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "delivery/signature.h"

namespace delivery {

namespace {

report::Notice notice(std::size_t count, const std::string& sentence) {
    report::Notice made{.role = "science", .urgent = true, .told = {}, .budget = "The week's budget is used up."};
    for (std::size_t i = 0; i < count; ++i) {
        report::Alert alert;
        alert.id = "0123456789ab";
        alert.finding = {.about = report::Finding::About::verdict, .promise = "useful-" + std::to_string(i), .version = "v1", .verdict = verdicts::Verdict::broken, .breach = charter::Breach::stop, .owner = "science", .window = {},
                         .sentence = sentence, .money = "It cost about USD 29.", .link = "https://charter.example.org/x#promise-useful", .next = "Releases stop."};
        made.told.push_back({report::Event::raised, alert});
    }
    return made;
}

}  // namespace

TEST(Shapes, AreJsonThatTheirReceiversTake) {
    const auto slack = base::parse_json(slack_body(notice(60, "Of 1,000, 500."), "flights"));
    ASSERT_TRUE(slack);
    const auto& blocks = slack->at("blocks").as_array();
    EXPECT_LE(blocks.size(), 50u);
    for (const auto& block : blocks) {
        if (block.at("type") != "section") continue;
        EXPECT_LE(block.at("text").at("text").as_string().size(), 3'000u);
    }
    const auto teams = base::parse_json(teams_body(notice(60, "Of 1,000, 500."), "flights"));
    ASSERT_TRUE(teams);
    EXPECT_EQ(teams->at("attachments").at(0).at("content").at("type"), "AdaptiveCard");
    EXPECT_LT(teams_body(notice(60, std::string(5'000, 'x')), "flights").size(), 28u << 10);
    const auto webhook = base::parse_json(webhook_body(notice(60, "Of 1,000, 500."), "flights"));
    ASSERT_TRUE(webhook);
    EXPECT_EQ(webhook->at("alerts").as_array().size(), 60u);
    EXPECT_EQ(webhook->at("alerts").at(0).at("headline"), "useful-0 of version v1 is broken and stops releases");
}

TEST(Shapes, ShowWhatOthersWroteAndNeverRunIt) {
    const std::string attack = "<!channel> <https://evil.example.org|here> *b* [x](javascript:1) \r\nBcc: all@example.org \x1b[31m \xff";
    const std::string slack = slack_body(notice(1, attack), "flights");
    EXPECT_EQ(slack.find("<!channel>"), std::string::npos);
    EXPECT_EQ(slack.find("<https://evil"), std::string::npos);
    EXPECT_EQ(teams_body(notice(1, attack), "flights").find("[x](java"), std::string::npos);
    const std::string mail = mail_text({.from = "charter@example.org", .to = "a@example.org", .subject = "subject " + attack, .text = attack}, "id", {1'700'000'000 * base::micros_per_second});
    EXPECT_EQ(mail.find("\r\nBcc"), std::string::npos);
    EXPECT_NE(mail.find("Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"), std::string::npos);
    for (std::size_t at = 0, end = 0; (end = mail.find("\r\n", at)) != std::string::npos; at = end + 2) EXPECT_LE(end - at, 400u);
}

TEST(Signature, IsThatOfTheStandardsExample) {
    // The example of the specification of Standard Webhooks.
    const std::string key = webhook_key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const auto headers = signature_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", {1'614'265'330 * base::micros_per_second}, "{\"test\": 2432232314}");
    EXPECT_EQ(headers.at(2), "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    EXPECT_TRUE(webhook_key_of("whsec_").empty());
    EXPECT_TRUE(webhook_key_of("secret").empty());
    EXPECT_EQ(webhook_key_of(new_webhook_secret()).size(), 24u);
}

}  // namespace delivery
