#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "verdicts/verdict.h"

/// An SVG picture as text. Pictures are drawn for a phone's width and scaled up a little, so that their letters can be read
/// on both; looks come from the page's style through classes.
namespace report::page {

inline constexpr double picture_width = 360;

enum class Anchor { start, middle, end };

struct Point {
    double x = 0;
    double y = 0;
};

class Drawing {
public:
    /// Title and description are what a screen reader says; `id` must be unique on the page.
    Drawing(std::string_view id, double width, double height, std::string_view title, std::string_view description);

    void line(Point from, Point to, std::string_view kind);
    void rectangle(Point corner, double width, double height, std::string_view kind, std::string_view tip = {});
    void circle(Point centre, double radius, std::string_view kind, std::string_view tip = {});
    void path(const std::vector<Point>& points, std::string_view kind);
    void text(Point at, Anchor anchor, std::string_view kind, std::string_view words);
    /// Circle, square or hollow diamond: the verdict without its colour.
    void verdict(Point at, double size, verdicts::Verdict verdict, std::string_view tip = {});

    std::string finish() const { return body_ + "</svg>"; }

private:
    void shape(const std::string& opening, std::string_view tag, std::string_view tip);
    std::string body_;
};

/// Values to places along a line.
struct Axis {
    double low = 0, high = 1;      ///< values
    double start = 0, end = 100;   ///< places
    double at(double value) const;  ///< values outside are put at the end that they lie beyond
    bool holds(double value) const { return value >= low && value <= high; }
};

/// From the smallest to the largest of the values with some room, within [lowest, highest].
Axis axis_around(const std::vector<double>& values, double lowest, double highest, double start, double end);

/// About `count` round numbers inside the axis.
std::vector<double> ticks(const Axis& axis, int count);

}  // namespace report::page
