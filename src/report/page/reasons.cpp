#include "report/page/reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "report/page/drawing.h"

namespace report::page {

namespace {

/// A tick as one reads it: as few digits as tell it from its neighbours.
std::string tick_words(double value) { return std::abs(value) >= 10'000 ? fmt::format("{:g}k", value / 1000) : fmt::format("{:g}", std::round(value * 1e6) / 1e6); }

}  // namespace

std::string draw(const Bars& bars, const std::string& id) {
    if (bars.bars.empty()) return {};
    constexpr double line = 40, right = picture_width - 58;
    Drawing drawing(id, picture_width, line * static_cast<double>(bars.bars.size()) + 6, bars.title, bars.description);
    double least = 0, most = 0;
    for (const auto& bar : bars.bars) {
        least = std::min(least, bar.value);
        most = std::max(most, bar.value);
    }
    if (least == most) most = 1;
    const Axis axis{.low = least, .high = most, .start = 4, .end = right};
    double y = 0;
    for (const auto& bar : bars.bars) {
        drawing.text({4, y + 14}, Anchor::start, "row-name", bar.name);
        const double from = axis.at(std::min(0.0, bar.value));
        const double to = axis.at(std::max(0.0, bar.value));
        drawing.rectangle({from, y + 20}, std::max(1.0, to - from), 12, bar.value < 0 ? "reference" : "current", bar.name + ": " + bar.words);
        drawing.text({picture_width - 2, y + 30}, Anchor::end, "row-value", bar.words);
        // Beside the bar alone: the names above run across zero.
        drawing.line({axis.at(0), y + 18}, {axis.at(0), y + 34}, "axis");
        y += line;
    }
    return drawing.finish();
}

std::string draw(const Course& course, const std::string& id) {
    ASSERT(course.values.size() == course.heights.size());
    if (course.values.size() < 2) return {};
    constexpr double left = 52, right = picture_width - 10, top = 26, bottom = 196, height = 240;
    std::vector<double> all = course.heights;
    all.insert(all.end(), course.lows.begin(), course.lows.end());
    all.insert(all.end(), course.highs.begin(), course.highs.end());
    const Axis upward = axis_around(all, -1e300, 1e300, bottom, top);
    const Axis across{.low = course.values.front(), .high = course.values.back(), .start = left, .end = right};
    Drawing drawing(id, picture_width, height, course.title, course.description);
    for (const double tick : ticks(upward, 4)) {
        drawing.line({left, upward.at(tick)}, {right, upward.at(tick)}, "grid");
        drawing.text({left - 6, upward.at(tick) + 4}, Anchor::end, "tick", tick_words(tick));
    }
    for (const double tick : ticks(across, 4)) drawing.text({across.at(tick), bottom + 16}, Anchor::middle, "tick", tick_words(tick));
    if (!course.lows.empty()) {
        std::vector<Point> band;
        for (std::size_t i = 0; i < course.values.size(); ++i) band.push_back({across.at(course.values[i]), upward.at(course.highs[i])});
        for (std::size_t i = course.values.size(); i-- > 0;) band.push_back({across.at(course.values[i]), upward.at(course.lows[i])});
        drawing.path(band, "band");
    }
    std::vector<Point> line;
    for (std::size_t i = 0; i < course.values.size(); ++i) line.push_back({across.at(course.values[i]), upward.at(course.heights[i])});
    drawing.path(line, "curve");
    drawing.text({(left + right) / 2, bottom + 36}, Anchor::middle, "axis-name", course.across);
    drawing.text({4, 14}, Anchor::start, "axis-name", "↑ " + course.upward);
    return drawing.finish();
}

}  // namespace report::page
