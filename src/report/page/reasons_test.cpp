// Pictures of frequencies and reasons: as many marks as cases, and nothing that is not a number.
#include <gtest/gtest.h>

#include "report/page/frequencies.h"
#include "report/page/reasons.h"

namespace report::page {
namespace {

std::size_t count(const std::string& text, const std::string& piece) {
    std::size_t found = 0;
    for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) ++found;
    return found;
}

constexpr std::size_t in_legend = 1;
const value::Words words{.cases = "flights", .event = "late", .decision = "warned of"};

TEST(Frequencies, AreDrawnOneMarkEach) {
    const value::Frequencies n{.of = 1'000, .true_positive = 110, .false_positive = 130, .false_negative = 70, .true_negative = 690};
    const std::string svg = icon_array(n, words, "icons");
    EXPECT_EQ(count(svg, "class=\"icon-hit\""), 110 + in_legend);
    EXPECT_EQ(count(svg, "class=\"icon-missed\""), 70 + in_legend);
    EXPECT_EQ(count(svg, "class=\"icon-alarm\""), 2 * (130 + in_legend));
    EXPECT_EQ(count(svg, "class=\"icon-rest\""), 690 + in_legend);
    EXPECT_EQ(icon_words(n, words), "Of 1,000 flights: 110 late and warned of, 70 late and not warned of, 130 not late and warned of all the same and 690 neither late nor warned of.");
}

TEST(Frequencies, OfTenThousandLeaveOutThoseThatNothingHappenedTo) {
    const value::Frequencies few{.of = 10'000, .true_positive = 11, .false_positive = 300, .false_negative = 7, .true_negative = 9'682};
    const std::string svg = icon_array(few, words, "icons");
    EXPECT_EQ(count(svg, "class=\"icon-rest\""), in_legend);
    EXPECT_EQ(count(svg, "class=\"icon-hit\""), 11 + in_legend);
    const value::Frequencies many{.of = 10'000, .true_positive = 2'000, .false_positive = 3'000, .false_negative = 1, .true_negative = 4'999};
    EXPECT_EQ(count(icon_array(many, words, "icons"), "class=\"icon-hit\""), 200 + in_legend);
    EXPECT_NE(icon_words(many, words).find("Each mark stands for 10."), std::string::npos);
}

TEST(Frequencies, AreATreeWhoseWordsSayItAll) {
    const value::Frequencies n{.of = 100, .true_positive = 11, .false_positive = 13, .false_negative = 7, .true_negative = 69};
    EXPECT_EQ(tree_words(n, words), "Of 100 flights, 24 are warned of (11 of them late, 13 not) and 76 are not (7 of them late, 69 not).");
    const std::string svg = tree(n, {.cases = "<b>", .event = "customers who leave within a year", .decision = "x & y"}, "tree");
    EXPECT_EQ(count(svg, "class=\"box\""), 7u);
    EXPECT_EQ(svg.find("<b>"), std::string::npos);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(Reasons, AreBarsOnEitherSideOfZero) {
    const std::string svg = draw(Bars{.title = "why", .description = "d", .bars = {{"distance is 2,400", "+0.12", 0.12}, {"origin is <ORD>", "−0.04", -0.04}}}, "bars");
    EXPECT_EQ(count(svg, "class=\"current\""), 1u);
    EXPECT_EQ(count(svg, "class=\"reference\""), 1u);
    EXPECT_EQ(svg.find("<ORD>"), std::string::npos);
    EXPECT_TRUE(draw(Bars{}, "none").empty());
    EXPECT_EQ(draw(Bars{.title = "", .description = "", .bars = {{"a", "0", 0}}}, "zero").find("nan"), std::string::npos);
}

TEST(Reasons, AreACourseWithItsBand) {
    const std::string svg = draw(Course{.title = "x", .description = "d", .across = "x", .upward = "score", .values = {0, 1, 2}, .heights = {0.2, 0.5, 0.4}, .lows = {0.1, 0.4, 0.3}, .highs = {0.3, 0.6, 0.5}}, "course");
    EXPECT_EQ(count(svg, "class=\"band\""), 1u);
    EXPECT_EQ(count(svg, "class=\"curve\""), 1u);
    EXPECT_TRUE(draw(Course{.title = "x", .description = "d", .across = "x", .upward = "score", .values = {1}, .heights = {0.5}, .lows = {}, .highs = {}}, "one").empty());
    EXPECT_EQ(draw(Course{.title = "flat", .description = "d", .across = "x", .upward = "score", .values = {0, 1}, .heights = {0.5, 0.5}, .lows = {}, .highs = {}}, "flat").find("nan"), std::string::npos);
}

}  // namespace
}  // namespace report::page
