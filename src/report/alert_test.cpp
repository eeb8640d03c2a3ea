#include "report/alert.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "report/alert_json.h"
#include "report/alert_words.h"
#include "report/testing.h"

namespace report {

namespace {

using charter::AlertRules;
using charter::Breach;
using verdicts::Verdict;

base::Time minute(std::int64_t number) { return {number * 60 * base::micros_per_second}; }
base::Time hour(std::int64_t number) { return minute(60 * number); }

Finding finding(const std::string& promise, Verdict verdict, Breach breach, std::int64_t window, const std::string& owner = "science") {
    return {.about = Finding::About::verdict, .promise = promise, .version = "v1", .verdict = verdict, .breach = breach, .owner = owner, .window = hour(window), .sentence = "Found.", .money = {}, .link = {}, .next = {}};
}

const AlertRules at_once{.budget_per_week = 20, .group_for = {}, .raise_after = 1, .clear_after = 2};

/// One product over time, its book going through its written form between every two calls as it does when it is kept.
struct Product {
    Book book;
    AlertRules rules = at_once;
    std::vector<Notice> notices;  // all so far
    std::optional<base::Time> again;
    Decided step(const std::vector<Finding>& findings, base::Time now) {
        auto kept = read_book(written(book));
        EXPECT_TRUE(kept);
        book = *std::move(kept);
        auto decided = decide(book, findings, rules, now);
        notices.insert(notices.end(), decided.notices.begin(), decided.notices.end());
        again = decided.again;
        return decided;
    }
    const Alert& alert() const {
        for (const auto& [key, watched] : book.watched) {
            if (watched.alert) return *watched.alert;
        }
        ADD_FAILURE() << "no alert is open";
        static const Alert none;
        return none;
    }
};

}  // namespace

TEST(Alert, IsToldOnceHoweverOftenItIsFound) {
    Product product;
    for (int i = 0; i < 5; ++i) product.step({finding("useful", Verdict::broken, Breach::stop, 1)}, minute(i));
    for (int i = 2; i < 9; ++i) product.step({finding("useful", Verdict::broken, Breach::stop, i)}, hour(i));
    ASSERT_EQ(product.notices.size(), 1u);
    EXPECT_TRUE(product.notices[0].urgent);
    EXPECT_EQ(product.alert().windows, 8);
}

TEST(Alert, OfAStoppingBreachIsNeverDelayedWhateverTheRulesSay) {
    Product product;
    product.rules = {.budget_per_week = 1, .group_for = {.micros = base::micros_per_day, .months = 0}, .raise_after = 10, .clear_after = 10};
    for (int i = 0; i < 30; ++i) {
        const auto decided = product.step({finding("promise-" + std::to_string(i), Verdict::broken, Breach::stop, i)}, minute(i));
        ASSERT_EQ(decided.notices.size(), 1u) << i;
        EXPECT_TRUE(decided.notices[0].urgent);
    }
}

TEST(Alert, GathersWhatIsBeyondTheBudgetAndSaysSo) {
    Product product;
    product.rules.budget_per_week = 3;
    for (int i = 0; i < 10; ++i) product.step({finding("promise-" + std::to_string(i), Verdict::broken, Breach::warn, 1)}, hour(i));
    ASSERT_EQ(product.notices.size(), 3u);
    EXPECT_EQ(product.notices[1].budget, "");
    EXPECT_NE(product.notices[2].budget.find("The week's budget of 3 messages is used up"), std::string::npos);
    ASSERT_TRUE(product.again);
    EXPECT_EQ(product.again->micros, hour(7 * 24).micros);  // when the first of them is a week old
    EXPECT_TRUE(product.step({}, minute(7 * 24 * 60 - 1)).notices.empty());
    const auto gathered = product.step({}, *product.again).notices;
    ASSERT_EQ(gathered.size(), 1u);
    EXPECT_EQ(gathered[0].told.size(), 7u);  // none is lost
    EXPECT_NE(gathered[0].budget.find("was gathered into this message"), std::string::npos);
}

TEST(Alert, KeepsTheBudgetOfEveryWeekForWhatDoesNotStop) {
    Product product;
    product.rules.budget_per_week = 4;
    base::Random random(7);
    std::vector<base::Time> sent;
    std::size_t told = 0;
    for (int i = 0; i < 2'000; ++i) {
        const auto verdict = random.below(3) == 0 ? Verdict::kept : Verdict::broken;
        const auto decided = product.step({finding("promise-" + std::to_string(random.below(9)), verdict, random.below(2) == 0 ? Breach::warn : Breach::info, i)}, hour(i));
        for (const auto& notice : decided.notices) {
            sent.push_back(hour(i));
            told += notice.told.size();
        }
    }
    EXPECT_GT(told, 2 * sent.size());
    for (std::size_t i = 4; i < sent.size(); ++i) EXPECT_GE(sent[i].micros - sent[i - 4].micros, 7 * base::micros_per_day);
}

TEST(Alert, WaitsForMoreOfItsLikeAndIsToldTogether) {
    Product product;
    product.rules.group_for = {.micros = 15 * 60 * base::micros_per_second, .months = 0};
    EXPECT_TRUE(product.step({finding("a", Verdict::broken, Breach::warn, 1), finding("c", Verdict::broken, Breach::warn, 1, "risk")}, minute(0)).notices.empty());
    EXPECT_TRUE(product.step({finding("b", Verdict::broken, Breach::info, 1)}, minute(10)).notices.empty());
    const auto notices = product.step({}, *product.again).notices;
    ASSERT_EQ(notices.size(), 2u);  // one to each role
    EXPECT_EQ(notices[1].role, "science");
    EXPECT_EQ(notices[1].told.size(), 2u);
    // What waits goes along with what cannot.
    product.step({finding("d", Verdict::broken, Breach::warn, 1)}, minute(20));
    const auto urgent = product.step({finding("e", Verdict::broken, Breach::stop, 1)}, minute(21)).notices;
    ASSERT_EQ(urgent.size(), 1u);
    ASSERT_EQ(urgent[0].told.size(), 2u);
    EXPECT_EQ(urgent[0].told[0].alert.finding.promise, "e");
}

TEST(Alert, EndsOnlyWhenThePromiseIsKeptInWindowsInARow) {
    Product product;
    product.step({finding("useful", Verdict::broken, Breach::warn, 1)}, hour(1));
    for (int i = 2; i < 12; ++i) product.step({finding("useful", i % 2 == 0 ? Verdict::kept : Verdict::broken, Breach::warn, i)}, hour(i));
    EXPECT_EQ(product.notices.size(), 1u);  // it flutters, and one alert stays
    product.step({finding("useful", Verdict::kept, Breach::warn, 12)}, hour(12));
    product.step({finding("useful", Verdict::kept, Breach::warn, 12)}, hour(12));  // the same window again is no second one
    EXPECT_EQ(product.notices.size(), 1u);
    product.step({finding("useful", Verdict::kept, Breach::warn, 13)}, hour(13));
    ASSERT_EQ(product.notices.size(), 2u);
    EXPECT_EQ(product.notices[1].told[0].event, Event::cleared);
    product.step({finding("useful", Verdict::broken, Breach::warn, 14)}, hour(14));
    ASSERT_EQ(product.notices.size(), 3u);
    EXPECT_NE(product.notices[2].told[0].alert.id, product.notices[0].told[0].alert.id);
}

TEST(Alert, OfAWarningCanWaitForSeveralWindowsAndLateOutcomesTakeThemBack) {
    Product product;
    product.rules.raise_after = 3;
    product.step({finding("even", Verdict::broken, Breach::warn, 1)}, hour(1));
    product.step({finding("even", Verdict::broken, Breach::warn, 2)}, hour(2));
    product.step({finding("even", Verdict::kept, Breach::warn, 2)}, hour(3));  // its outcomes came late
    product.step({finding("even", Verdict::broken, Breach::warn, 3)}, hour(4));
    product.step({finding("even", Verdict::broken, Breach::warn, 4)}, hour(5));
    EXPECT_TRUE(product.notices.empty());
    product.step({finding("even", Verdict::broken, Breach::warn, 5)}, hour(6));
    EXPECT_EQ(product.notices.size(), 1u);
}

TEST(Alert, IsNotRaisedBecauseNothingWasProvenYet) {
    Product product;
    product.step({finding("useful", Verdict::unproven, Breach::stop, 1)}, hour(1));
    EXPECT_TRUE(product.notices.empty());
    product.step({finding("useful", Verdict::kept, Breach::stop, 2)}, hour(2));
    EXPECT_TRUE(product.notices.empty());
    product.step({finding("useful", Verdict::unproven, Breach::stop, 3)}, hour(3));  // was kept: that is news
    ASSERT_EQ(product.notices.size(), 1u);
    product.step({finding("useful", Verdict::broken, Breach::stop, 4)}, hour(4));
    ASSERT_EQ(product.notices.size(), 2u);
    EXPECT_EQ(product.notices[1].told[0].event, Event::worse);
}

TEST(Alert, IsQuietWhileItIsSnoozedUnlessItGetsWorse) {
    Product product;
    product.step({finding("useful", Verdict::kept, Breach::stop, 0)}, hour(0));
    product.step({finding("useful", Verdict::unproven, Breach::stop, 1)}, hour(1));
    const std::string id = product.alert().id;
    ASSERT_NE(snooze(product.book, id, "person-1", "data come on Monday", hour(50), hour(2)), nullptr);
    product.step({finding("useful", Verdict::unproven, Breach::stop, 3)}, hour(3));
    EXPECT_EQ(product.notices.size(), 1u);
    EXPECT_EQ(product.again->micros, hour(50).micros);
    product.step({finding("useful", Verdict::broken, Breach::stop, 4)}, hour(4));
    ASSERT_EQ(product.notices.size(), 2u);
    EXPECT_TRUE(product.notices[1].urgent);
    ASSERT_NE(snooze(product.book, id, "person-1", "known", hour(60), hour(5)), nullptr);
    product.step({}, hour(59));
    EXPECT_EQ(product.notices.size(), 2u);
    product.step({}, hour(60));  // it still stands, and the time is over
    EXPECT_EQ(product.notices.size(), 3u);
    EXPECT_EQ(snooze(product.book, "nothing", "person-1", "", hour(70), hour(60)), nullptr);
}

TEST(Alert, ThatSomebodyHasSeenIsNotToldAgain) {
    Product product;
    product.rules.group_for = {.micros = 3600 * base::micros_per_second, .months = 0};
    product.step({finding("even", Verdict::broken, Breach::warn, 1)}, hour(1));
    ASSERT_NE(acknowledge(product.book, product.alert().id, "person-1", "", hour(1)), nullptr);
    product.step({finding("even", Verdict::broken, Breach::warn, 2)}, hour(3));
    EXPECT_TRUE(product.notices.empty());
    EXPECT_EQ(product.alert().state, Alert::State::acknowledged);
}

TEST(Alert, OfADetectorWarnsOnlyAndEndsWhenThePromiseIsKept) {
    Product product;
    PromiseResult result = testing::result("useful", nullptr, testing::at_least(0.6), Verdict::kept);
    result.promise.breach = Breach::stop;
    Finding alarm = alarm_of(result, {}, "It began to break on 3 March.", "");
    alarm.version = "v1";
    const auto raised = product.step({alarm}, hour(1)).notices;
    ASSERT_EQ(raised.size(), 1u);
    EXPECT_FALSE(raised[0].urgent);
    EXPECT_EQ(headline_of(raised[0].told[0]), "useful of version v1 has begun to break: a warning");
    product.step({finding("useful", Verdict::kept, Breach::stop, 2)}, hour(2));
    product.step({finding("useful", Verdict::kept, Breach::stop, 3)}, hour(3));
    ASSERT_EQ(product.notices.size(), 2u);
    EXPECT_EQ(product.notices[1].told[0].event, Event::cleared);
}

TEST(Alert, SaysWhatWasFoundWhatItCostsAndWhatToDo) {
    static const metrics::Metric recall = testing::metric("recall", metrics::Scale::share);
    Scorecard card;
    card.product = "flight-delay-alerts";
    card.currency = "USD";
    card.promises.push_back(testing::result("useful", &recall, testing::at_least(0.6), Verdict::broken, testing::sample(0.5, 0.48, 0.52, 1'000)));
    card.promises[0].promise.breach = Breach::stop;
    card.promises[0].sentence = "Of 1,000 late flights, 500 are warned about; the promise is at least 600.";
    charter::Charter document;
    document.amounts = charter::Amounts{.true_positive = 18, .false_positive = -2.5, .false_negative = -11, .true_negative = 0};
    const auto findings = findings_of(card, document, "https://charter.example.org/v1/products/flight-delay-alerts/scorecard");
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].money, "Being on the wrong side of the bound cost about USD 2,900 in these data.");  // 100 flights at 29
    Product product;
    const auto notice = product.step(findings, hour(1)).notices.at(0);
    const std::string text = text_of(notice, card.product);
    EXPECT_EQ(subject_of(notice, card.product), "flight-delay-alerts: useful is broken and stops releases");
    for (const std::string_view part : {"500 are warned about", "USD 2,900", "Next: Releases stop until it is kept again.", "scorecard#promise-useful"}) EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(AlertBook, RefusesWhatItCannotRead) {
    Product product;
    product.step({finding("a", Verdict::broken, Breach::warn, 1)}, hour(1));
    const std::string text = written(product.book);
    EXPECT_EQ(written(*read_book(text)), text);
    for (std::size_t length = 1; length < text.size(); length += 7) EXPECT_FALSE(read_book(text.substr(0, length)));
    EXPECT_FALSE(read_book("[]"));
    EXPECT_FALSE(read_book("{}"));
    EXPECT_TRUE(read_book(""));
}

}  // namespace report
