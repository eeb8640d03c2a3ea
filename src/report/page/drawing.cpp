#include "report/page/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "report/escape.h"

namespace report::page {

namespace {

std::string_view name(Anchor anchor) {
    switch (anchor) {
        case Anchor::start: return "start";
        case Anchor::middle: return "middle";
        case Anchor::end: break;
    }
    return "end";
}

}  // namespace

Drawing::Drawing(std::string_view id, double width, double height, std::string_view title, std::string_view description) {
    body_ = fmt::format(
        "<svg viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"{2}-t {2}-d\">"
        "<title id=\"{2}-t\">{3}</title><desc id=\"{2}-d\">{4}</desc>",
        width, height, id, markup(title), markup(description));
}

void Drawing::shape(const std::string& opening, std::string_view tag, std::string_view tip) {
    body_ += tip.empty() ? opening + "/>" : fmt::format("{}><title>{}</title></{}>", opening, markup(tip), tag);
}

void Drawing::line(Point from, Point to, std::string_view kind) {
    body_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>", from.x, from.y, to.x, to.y, kind);
}

void Drawing::rectangle(Point corner, double width, double height, std::string_view kind, std::string_view tip) {
    shape(fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"", corner.x, corner.y, std::max(width, 0.0),
                      std::max(height, 0.0), kind),
          "rect", tip);
}

void Drawing::circle(Point centre, double radius, std::string_view kind, std::string_view tip) {
    shape(fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" class=\"{}\"", centre.x, centre.y, radius, kind), "circle", tip);
}

void Drawing::path(const std::vector<Point>& points, std::string_view kind) {
    if (points.empty()) return;
    body_ += fmt::format("<path class=\"{}\" d=\"", kind);
    for (std::size_t i = 0; i < points.size(); ++i) body_ += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", points[i].x, points[i].y);
    body_ += "\"/>";
}

void Drawing::text(Point at, Anchor anchor, std::string_view kind, std::string_view words) {
    body_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", at.x, at.y, name(anchor), kind, markup(words));
}

void Drawing::verdict(Point at, double size, verdicts::Verdict verdict, std::string_view tip) {
    switch (verdict) {
        case verdicts::Verdict::kept: circle(at, size, "kept", tip); return;
        case verdicts::Verdict::broken: {
            const double half = size * 0.9;
            rectangle({at.x - half, at.y - half}, 2 * half, 2 * half, "broken", tip);
            return;
        }
        case verdicts::Verdict::unproven: break;
    }
    const double reach = size * 1.25;
    shape(fmt::format("<path class=\"unproven\" d=\"M{0:.1f} {1:.1f}L{2:.1f} {3:.1f}L{0:.1f} {4:.1f}L{5:.1f} {3:.1f}Z\"", at.x, at.y - reach,
                      at.x + reach, at.y, at.y + reach, at.x - reach),
          "path", tip);
}

double Axis::at(double value) const {
    const double clamped = std::clamp(value, low, high);
    return start + (clamped - low) / (high - low) * (end - start);
}

Axis axis_around(const std::vector<double>& values, double lowest, double highest, double start, double end) {
    double low = 0;
    double high = 1;
    bool first = true;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        low = first ? value : std::min(low, value);
        high = first ? value : std::max(high, value);
        first = false;
    }
    double room = (high - low) * 0.12;
    if (!(room > 0)) room = std::max(std::abs(high) * 0.1, 1e-3);
    // A natural end, like 0 or 100 %, is only passed where the data pass it.
    const double roomy_low = low >= lowest ? std::max(low - room, lowest) : low - room;
    const double roomy_high = high <= highest ? std::min(high + room, highest) : high + room;
    const Axis axis{.low = roomy_low, .high = roomy_high, .start = start, .end = end};
    ASSERT(axis.high > axis.low);
    return axis;
}

std::vector<double> ticks(const Axis& axis, int count) {
    const double rough = (axis.high - axis.low) / count;
    const double magnitude = std::pow(10, std::floor(std::log10(rough)));
    double step = magnitude * 10;
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (magnitude * factor >= rough) {
            step = magnitude * factor;
            break;
        }
    }
    std::vector<double> found;
    for (double i = std::ceil(axis.low / step - 1e-9); i * step <= axis.high + step * 1e-9; ++i) found.push_back(i * step);
    return found;
}

}  // namespace report::page
