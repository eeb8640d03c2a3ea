// What all formats have in common: every promise appears, and nobody's text becomes part of the format.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json.hpp>

#include "base/json.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/testing.h"
#include "report/text.h"

namespace report {

namespace {

using base::json::object;
using base::json::value;
using testing::attack;
using testing::hostile_scorecard;
using verdicts::Verdict;

std::size_t occurrences(const std::string& text, const std::string& of) {
    std::size_t count = 0;
    for (auto at = text.find(of); at != std::string::npos; at = text.find(of, at + of.size())) ++count;
    return count;
}

std::string main_of(const std::string& page) {
    const std::size_t start = page.find("<main>");
    const std::size_t end = page.find("</main>") + 7;
    return page.substr(start, end - start);
}

/// The schema says which members there are; the document has these and no other.
void expect_members(const value& document, const object& schema, const object& root, const std::string& path) {
    if (const auto* reference = schema.if_contains("$ref")) {
        const std::string name = std::string(reference->as_string()).substr(std::string_view("#/$defs/").size());
        return expect_members(document, root.at("$defs").at(name).as_object(), root, path);
    }
    if (const auto* choices = schema.if_contains("anyOf")) {
        if (!document.is_null()) expect_members(document, choices->at(0).as_object(), root, path);
        return;
    }
    if (const auto* items = schema.if_contains("items")) {
        for (const auto& item : document.as_array()) expect_members(item, items->as_object(), root, path + "[]");
    }
    if (schema.if_contains("properties") == nullptr) return;
    std::set<std::string> required, found;
    for (const auto& name : schema.at("required").as_array()) required.insert(std::string(name.as_string()));
    for (const auto& member : document.as_object()) found.insert(std::string(member.key()));
    EXPECT_EQ(found, required) << path;
    for (const auto& member : document.as_object()) {
        const auto* property = schema.at("properties").as_object().if_contains(member.key());
        ASSERT_NE(property, nullptr) << path << "." << member.key();
        expect_members(member.value(), property->as_object(), root, path + "." + std::string(member.key()));
    }
}

/// As of a product that is watched: an alarm, a sequence and a trend.
Live watched() {
    Live live;
    live.since.emplace();
    live.since->windows = 12;
    live.since->value = 0.61;
    live.since->limits = metrics::Limits{0.58, 0.64};
    live.since->method = "beta-binomial mixture";
    live.beginning.emplace();
    live.beginning->evidence = 3.5;
    live.beginning->threshold = 1'000;
    live.forecast = verdicts::Forecast{};
    return live;
}

}  // namespace

TEST(Formats, NameEveryPromise) {
    const Scorecard card = hostile_scorecard();
    for (const std::string& written : {text(card, {}), json(card), markdown(card), junit(card), html(card)}) {
        for (const std::string_view id : {"useful", "even", "reviewed", "nothing", "worth", "fresh"}) {
            EXPECT_NE(written.find(id), std::string::npos) << id << " in " << written.substr(0, 60);
        }
    }
}

TEST(Formats, WriteNoNumberThatIsNone) {
    const Scorecard card = hostile_scorecard();
    const std::regex none(R"([^a-z](nan|inf)[^a-z])", std::regex::icase);
    for (const std::string& written : {text(card, {}), json(card), markdown(card), junit(card), html(card)}) {
        std::smatch found;
        EXPECT_FALSE(std::regex_search(written, found, none)) << "after " << found.prefix().length() << " characters of " << written.substr(0, 60);
    }
}

TEST(Formats, LetNoControlCharacterThrough) {
    const Scorecard card = hostile_scorecard();
    for (const std::string& written : {text(card, {}), markdown(card), junit(card), html(card), json(card)}) {
        EXPECT_TRUE(std::none_of(written.begin(), written.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
        EXPECT_EQ(written.find('\xff'), std::string::npos);
    }
}

TEST(Page, IsWellFormedWithHostileNames) {
    const std::string page = html(hostile_scorecard());
    EXPECT_EQ(testing::fault_of_markup(main_of(page)), "");
    EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST(Page, AsksNoNetworkForAnything) {
    const std::string page = html(hostile_scorecard());
    for (const std::string_view way : {"http:", "https:", "url(http", "@import", "src=", "<link", "@font-face"}) EXPECT_EQ(page.find(way), std::string::npos) << way;
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(Page, HasUniqueIdsAndNoLinkToNowhere) {
    const std::string page = html(hostile_scorecard());
    std::set<std::string> ids;
    const std::regex id(R"x( id="([^"]*)")x");
    for (auto at = std::sregex_iterator(page.begin(), page.end(), id); at != std::sregex_iterator(); ++at) EXPECT_TRUE(ids.insert((*at)[1]).second) << (*at)[1];
    const std::regex link(R"x(href="#([^"]*)")x");
    for (auto at = std::sregex_iterator(page.begin(), page.end(), link); at != std::sregex_iterator(); ++at) EXPECT_EQ(ids.count((*at)[1]), 1u) << (*at)[1];
}

TEST(Page, DescribesEveryPictureInWords) {
    const std::string page = html(hostile_scorecard());
    EXPECT_GT(occurrences(page, "role=\"img\""), 10u);
    EXPECT_EQ(occurrences(page, "role=\"img\""), occurrences(page, "<desc id="));
}

TEST(Page, DrawsWhatThereIs) {
    const std::string page = html(hostile_scorecard());
    for (const std::string_view part : {"over time", "ROC curve", "Reliability", "Distribution", "The groups.", "What this number is", "A paper."}) {
        EXPECT_NE(page.find(part), std::string::npos) << part;
    }
}

TEST(Page, OfAnEmptyScorecardIsStillAPage) {
    EXPECT_EQ(testing::fault_of_markup(main_of(html(Scorecard{}))), "");
}

TEST(Json, HasExactlyTheMembersThatTheSchemaRequires) {
    std::ifstream file(std::string(CHARTER_SOURCE) + "/schemas/scorecard.schema.json");
    std::stringstream schema_text;
    schema_text << file.rdbuf();
    const auto schema = base::parse_json(schema_text.str());
    ASSERT_TRUE(schema) << schema.error().what;
    const auto document = base::parse_json(json(hostile_scorecard()));
    ASSERT_TRUE(document) << document.error().what;
    expect_members(*document, (*schema).as_object(), (*schema).as_object(), "scorecard");
}

TEST(Json, GivesAReasonForEveryAbsentValue) {
    const auto document = base::parse_json(json(hostile_scorecard()));
    ASSERT_TRUE(document);
    for (const auto& promise : (*document).at("promises").as_array()) {
        if (promise.at("value").is_null()) { EXPECT_TRUE(promise.at("reason").is_string()) << promise.at("id"); }
        for (const auto& check : promise.at("checks").as_array()) {
            if (check.at("value").is_null()) { EXPECT_TRUE(check.at("reason").is_string()) << promise.at("id"); }
        }
    }
}

TEST(Json, KeepsNumbersToTheDigit) {
    const auto document = base::parse_json(json(hostile_scorecard()));
    ASSERT_TRUE(document);
    const auto& useful = (*document).at("promises").at(0);
    EXPECT_EQ(useful.at("value").as_double(), 0.65);
    EXPECT_EQ(useful.at("interval").at("low").as_double(), 0.62);
    EXPECT_EQ(useful.at("interval").at("level").as_double(), 0.95);
    EXPECT_EQ(useful.at("units").as_int64(), 31);
    EXPECT_EQ(useful.at("verdict").as_string(), "kept");
    EXPECT_TRUE(useful.at("bound").at("high").is_null());
}

TEST(Junit, IsWellFormedAndCountsWhatItShows) {
    const std::string xml = junit(hostile_scorecard());
    EXPECT_EQ(testing::fault_of_markup(xml), "");
    // Broken: one. Unproven and stopping: even. Unproven otherwise: reviewed and nothing.
    EXPECT_NE(xml.find(R"(tests="8" failures="1" errors="1" skipped="3")"), std::string::npos) << xml.substr(0, 300);
    EXPECT_EQ(occurrences(xml, "<testcase "), 8u);
    EXPECT_EQ(occurrences(xml, "<failure "), 1u);
    EXPECT_EQ(occurrences(xml, "<error "), 1u);
    EXPECT_EQ(occurrences(xml, "<skipped "), 3u);
}

TEST(Markdown, KeepsItsTableWhateverNamesHold) {
    const std::string written = markdown(hostile_scorecard());
    std::istringstream lines(written);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("|")) { EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 8) << line; }
    }
    EXPECT_EQ(written.find("<script"), std::string::npos);
}

TEST(Markdown, AnswersAllThreeQuestionsOfEveryWatchedPromise) {
    Scorecard card = hostile_scorecard();
    for (PromiseResult& promise : card.promises) promise.live = watched();
    const std::string written = markdown(card);
    for (const char* term : {"  - Since the release: ", "  - Beginning to break: no alarm", "  - Forecast: "}) EXPECT_EQ(occurrences(written, term), card.promises.size()) << term;
    EXPECT_EQ(occurrences(markdown(hostile_scorecard()), "Since the release"), 0u);
}

TEST(Markdown, FitsACommentAndSaysWhatDidNot) {
    Scorecard card = hostile_scorecard();
    for (PromiseResult& promise : card.promises) {
        promise.promise.statement = std::string(2000, 'x');
        promise.live = watched();
    }
    const auto some = card.promises;
    for (int i = 0; i < 285; ++i) card.promises.insert(card.promises.end(), some.begin(), some.end());
    card.notes = std::vector<std::string>(500, std::string(1000, '|'));
    card.product = std::string(100'000, '<');
    const std::string written = markdown(card);
    EXPECT_LT(written.size(), 65'536u);
    EXPECT_NE(written.find("did not fit here"), std::string::npos);
    EXPECT_NE(written.find("858 promises are kept"), std::string::npos);  // 3 of 7, 286 times
}

TEST(Text, TellsBrokenPromisesFirstAndSaysTheVerdictInWords) {
    const std::string written = text(hostile_scorecard(), {});
    const std::size_t broken = written.find("✗ BROKEN");
    const std::size_t unproven = written.find("? UNPROVEN  even");
    const std::size_t kept = written.find("✓ KEPT      useful");
    EXPECT_LT(broken, unproven);
    EXPECT_LT(unproven, kept);
    EXPECT_NE(kept, std::string::npos);
}

TEST(Text, HasColourOnlyWhenAskedAndSaysNothingElseThen) {
    const std::string bare = text(hostile_scorecard(), {.colour = false, .width = 80});
    const std::string coloured = text(hostile_scorecard(), {.colour = true, .width = 80});
    EXPECT_NE(coloured, bare);
    EXPECT_EQ(std::regex_replace(coloured, std::regex("\x1b\\[[0-9;]*m"), ""), bare);
}

TEST(Text, WrapsAtTheWidth) {
    Scorecard card = hostile_scorecard();
    card.data.clear();
    const std::string written = text(card, {.colour = false, .width = 60});
    std::istringstream lines(written);
    for (std::string line; std::getline(lines, line);) {
        const bool sentence = line.starts_with("    ") && line.find(' ', 4) != std::string::npos;
        const auto characters = std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
        if (sentence) { EXPECT_LE(characters, 60) << line; }
    }
}

}  // namespace report
