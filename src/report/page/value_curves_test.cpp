#include "report/page/value_curves.h"

#include <gtest/gtest.h>

#include <limits>

namespace report::page {
namespace {

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(ValueCurve, LeavesItsBandOpenWhereThereAreNoLimits) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<CurvePoint> points;
    for (int i = 0; i < 10; ++i) points.push_back({i / 10.0, 1.0 + i, metrics::Limits{0.5 + i, 1.5 + i}});
    EXPECT_EQ(times(value_curve(points, {}, {}, "USD", "curve"), "class=\"band\""), 1u);
    points[4].limits.reset();
    points[7].limits = metrics::Limits{-infinity, infinity};
    const std::string picture = value_curve(points, {}, {}, "USD", "curve");
    EXPECT_EQ(times(picture, "class=\"band\""), 3u);
    EXPECT_EQ(picture.find("inf"), std::string::npos);
    EXPECT_EQ(picture.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace report::page
