#include "value/audiences.h"

#include <gtest/gtest.h>

namespace value {
namespace {

Facts flights() {
    Facts facts;
    facts.words = {.cases = "flights", .event = "late", .decision = "warned of"};
    facts.counts = frequencies({110, 130, 70, 690}, 1'000);
    facts.sensitivity = {.value = 110.0 / 180, .low = 0.58, .high = 0.64};
    facts.specificity = {.value = 690.0 / 820, .low = 0.83, .high = 0.85};
    facts.precision = Range{.value = 110.0 / 240, .low = 0.43, .high = 0.49};
    facts.threshold = 0.35;
    facts.rows = 121'314;
    facts.units = 91;
    facts.units_named = true;
    return facts;
}

TEST(Audiences, HearTheSameFactsEachInTheirWords) {
    const Facts facts = flights();
    EXPECT_EQ(sentence(Audience::executive, facts), "Of 1,000 flights, 180 are late; the model finds 110 of them, at the price of 130 false alarms.");
    EXPECT_EQ(sentence(Audience::product, facts), "Of 1,000 flights, 240 are warned of, 110 of them rightly: one right in 2.2. 70 are not warned of and late all the same.");
    EXPECT_EQ(sentence(Audience::science, facts),
              "Recall 61 % (58 to 64 %), specificity 84 % (83 to 85 %), precision 46 % (43 to 49 %) at threshold 0.35, from 121,314 labelled rows of 91 units; intervals at 95 %.");
    EXPECT_EQ(sentence(Audience::risk, facts), "Of 1,000 flights, 130 are warned of by mistake and 70 are late but not warned of. At worst, within the 95 % interval, 57 % of those warned of are so by mistake.");
}

TEST(Audiences, HearTheArithmeticDone) {
    const auto lines = told(flights());
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0], "Of 1,000 flights, 180 are late and 820 are not.");
    EXPECT_EQ(lines[1], "240 are warned of; of those 240, 110 are late and 130 are not.");
    EXPECT_EQ(lines[2], "760 are not warned of; of those 760, 70 are late all the same and 690 are not.");
    EXPECT_EQ(lines[3], "So of the 180 that are late, the model finds 110; and of the 240 warned of, 110 are late.");
}

TEST(Audiences, HearWhenCountsAreToldAtAnotherRate) {
    Facts facts = flights();
    facts.restated = Restated{0.18, 0.02};
    EXPECT_NE(sentence(Audience::executive, facts).find("at the rate where the model works, 2.0 %; in the data it is 18 %."), std::string::npos);
    EXPECT_NE(told(facts)[0].find("2.0 %"), std::string::npos);
}

TEST(Audiences, HearOfMoneyWithItsEnds) {
    Facts facts = flights();
    facts.money = Money{{.value = 0.4, .low = -0.1, .high = 2.5}, "USD"};
    EXPECT_NE(sentence(Audience::executive, facts).find("Of 1,000 flights the decisions are worth 400.00 USD (−100.00 to 2,500 USD)."), std::string::npos);
}

TEST(Audiences, HearWhenNobodyIsFlaggedAndWhenNobodyIsRight) {
    Facts none = flights();
    none.counts = frequencies({0, 0, 180, 820}, 1'000);
    none.precision.reset();
    EXPECT_EQ(told(none)[1], "None are warned of, so all 180 that are late are missed.");
    EXPECT_NE(sentence(Audience::product, none).find("none are warned of"), std::string::npos);
    Facts wrong = flights();
    wrong.counts = frequencies({0, 130, 180, 690}, 1'000);
    EXPECT_NE(sentence(Audience::product, wrong).find("none of them rightly"), std::string::npos);
}

TEST(Audiences, ReadSharesThatAreNearlyAllOrNothingAsSuch) {
    EXPECT_EQ(percent(0.0), "0 %");
    EXPECT_EQ(percent(0.0003), "under 0.1 %");
    EXPECT_EQ(percent(0.023), "2.3 %");
    EXPECT_EQ(percent(0.612), "61 %");
    EXPECT_EQ(percent(0.9999), "over 99.9 %");
    EXPECT_EQ(percent(1.0), "100 %");
}

}  // namespace
}  // namespace value
