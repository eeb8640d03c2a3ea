// A study is somebody's words in three formats; none of its text becomes part of the format.
#include "report/study.h"

#include <gtest/gtest.h>

#include "report/page/drawing.h"
#include "report/testing.h"

namespace report {

namespace {

const std::string attack(testing::attack);

Study hostile_study() {
    page::Drawing drawing("picture", page::picture_width, 40, attack, attack);
    drawing.text({0, 10}, page::Anchor::start, "tick", attack);
    Study study{.title = attack, .product = attack, .headline = attack};
    study.lead = {Block(attack)};
    study.chapters = {{attack, {Block(attack), Items{attack, attack}, Table{attack, {"name", attack}, {{attack, attack}, {"b", "2"}}}, Verbatim{attack, "kept:\n  as: it is\n" + attack},
                                Picture{attack, attack, drawing.finish()}}}};
    study.terms = {{attack, attack}};
    study.notes = {attack};
    study.facts = {{attack, attack}};
    study.charter_file = attack;
    study.data = {{"data", attack, {}}};
    study.charter_version = attack;
    return study;
}

}  // namespace

TEST(Study, LetsNobodysTextBecomeMarkup) {
    const std::string page = html(hostile_study());
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    EXPECT_EQ(page.find("onerror=\""), std::string::npos);
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(Study, LetsNobodysTextMoveTheCursor) {
    const std::string words = text(hostile_study(), {.colour = false, .width = 80});
    EXPECT_EQ(words.find('\033'), std::string::npos);
}

TEST(Study, LetsNobodysTextEndACellOrStartATag) {
    std::string words = markdown(hostile_study());
    const auto fence = words.find("\n````\n"), end = words.find("\n````\n", fence + 1);  // what is kept as it is, between longer fences than its own
    ASSERT_NE(end, std::string::npos) << words;
    words.erase(fence, end - fence);
    EXPECT_EQ(words.find("<script>"), std::string::npos) << words;
    EXPECT_EQ(words.find("\n\n\n"), std::string::npos) << words;
}

TEST(Study, SaysItsHeadlineAndItsTablesInEveryFormat) {
    Study study{.title = "Worth", .product = "alerts", .headline = "The model is worth 0.40 USD a decision."};
    study.chapters = {{"Thresholds", {Table{"Where it pays.", {"threshold", "value"}, {{"0.31", "0.44"}}}, Picture{"Value", "It is highest at 0.31.", "<svg></svg>"}}}};
    for (const auto& out : {html(study), markdown(study), text(study, {})}) {
        EXPECT_NE(out.find("worth 0.40 USD a decision"), std::string::npos) << out;
        EXPECT_NE(out.find("Thresholds"), std::string::npos);
        EXPECT_NE(out.find("0.31"), std::string::npos);
        EXPECT_NE(out.find("It is highest at 0.31."), std::string::npos);
    }
}

TEST(Study, WritesATableThatIsTooWideOneCellALine) {
    Study study{.title = "Worth"};
    study.chapters = {{"Wide", {Table{"", {"name", "finding"}, {{"first", std::string(100, 'x')}}}}}};
    const std::string words = text(study, {.colour = false, .width = 60});
    EXPECT_NE(words.find("  first\n"), std::string::npos) << words;
    EXPECT_NE(words.find("finding:"), std::string::npos) << words;
}

TEST(Study, StandsNeighbouringPicturesSideBySide) {
    Study study{.title = "Worth"};
    study.chapters = {{"Pictures", {Picture{"One", "a", "<svg></svg>"}, Picture{"Two", "b", "<svg></svg>"}, std::string("After.")}}};
    const std::string page = chapters_html(study.chapters);
    const auto first = page.find("<div class=\"pictures\">");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(page.find("<div class=\"pictures\">", first + 1), std::string::npos);
    EXPECT_LT(page.find("</div>"), page.find("After."));
}

}  // namespace report
