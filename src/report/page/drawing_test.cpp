#include "report/page/drawing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace report::page {

TEST(Axis, LeavesRoomButNotBeyondTheNaturalEnds) {
    const Axis axis = axis_around({0.02, 0.98}, 0, 1, 0, 100);
    EXPECT_EQ(axis.low, 0);
    EXPECT_EQ(axis.high, 1);
    const Axis free = axis_around({10, 20}, -1e9, 1e9, 0, 100);
    EXPECT_DOUBLE_EQ(free.low, 8.8);
    EXPECT_DOUBLE_EQ(free.high, 21.2);
}

TEST(Axis, PutsWhatLiesBeyondAtTheEnd) {
    const Axis axis{.low = 0, .high = 10, .start = 100, .end = 0};
    EXPECT_EQ(axis.at(5), 50);
    EXPECT_EQ(axis.at(std::numeric_limits<double>::infinity()), 0);
    EXPECT_EQ(axis.at(-std::numeric_limits<double>::infinity()), 100);
    EXPECT_FALSE(axis.holds(11));
}

TEST(Axis, ExistsForASingleValueAndForNone) {
    for (const std::vector<double>& values : {std::vector<double>{}, {0}, {5}, {-5}, {1e300}, {std::numeric_limits<double>::infinity()}}) {
        const Axis axis = axis_around(values, 0, 1, 0, 100);
        EXPECT_GT(axis.high, axis.low);
        EXPECT_TRUE(std::isfinite(axis.high - axis.low));
        EXPECT_LE(ticks(axis, 4).size(), 8u);
    }
}

TEST(Ticks, AreRoundNumbersInside) {
    EXPECT_EQ(ticks({.low = 0, .high = 1, .start = 0, .end = 100}, 4), (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
    EXPECT_EQ(ticks({.low = 7, .high = 31, .start = 0, .end = 100}, 3), (std::vector<double>{10, 20, 30}));
}

TEST(Drawing, TellsVerdictsApartByShape) {
    Drawing drawing("d", 10, 10, "t", "d");
    drawing.verdict({5, 5}, 2, verdicts::Verdict::kept);
    drawing.verdict({5, 5}, 2, verdicts::Verdict::broken);
    drawing.verdict({5, 5}, 2, verdicts::Verdict::unproven);
    const std::string svg = drawing.finish();
    EXPECT_NE(svg.find("<circle"), std::string::npos);
    EXPECT_NE(svg.find("<rect"), std::string::npos);
    EXPECT_NE(svg.find("<path"), std::string::npos);
}

}  // namespace report::page
