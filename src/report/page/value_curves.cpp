#include "report/page/value_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"
#include "report/page/drawing.h"

namespace report::page {

namespace {

constexpr double left = 62;
constexpr double right = 348;
constexpr double top = 14;
constexpr double bottom = 230;
constexpr double height = 276;

bool limited(const CurvePoint& point) { return point.limits && std::isfinite(point.limits->low) && std::isfinite(point.limits->high); }

/// Axes, grid and the names of both.
class Frame {
public:
    Frame(Drawing& drawing, Axis across, Axis upward, std::string_view below, std::string_view beside) : drawing_(drawing), across_(across), upward_(upward) {
        const Measure number{.kind = Measure::Kind::number, .currency = {}};
        for (const double tick : ticks(across_, 5)) drawing_.text({across_.at(tick), bottom + 16}, Anchor::middle, "tick", write_exact(number, tick));
        for (const double tick : ticks(upward_, 5)) {
            drawing_.line({left, upward_.at(tick)}, {right, upward_.at(tick)}, "grid");
            drawing_.text({left - 6, upward_.at(tick) + 4}, Anchor::end, "tick", write_exact(number, tick));
        }
        drawing_.line({left, bottom}, {right, bottom}, "axis");
        drawing_.text({(left + right) / 2, bottom + 38}, Anchor::middle, "axis-name", below);
        drawing_.text({left + 4, top}, Anchor::start, "axis-name", fmt::format("↑ {}", beside));
    }

    Point place(double x, double y) const { return {across_.at(x), upward_.at(y)}; }
    /// Left open where there are no limits.
    void band(const std::vector<CurvePoint>& points) {
        for (std::size_t begin = 0; begin < points.size();) {
            std::size_t end = begin;
            std::vector<Point> outline;
            for (; end < points.size() && limited(points[end]); ++end) outline.push_back(place(points[end].x, points[end].limits->high));
            for (std::size_t i = end; i-- > begin;) outline.push_back(place(points[i].x, points[i].limits->low));
            drawing_.path(outline, "band");
            begin = end + 1;
        }
    }
    void course(const std::vector<CurvePoint>& points, std::string_view kind) {
        std::vector<Point> course;
        for (const auto& point : points) course.push_back(place(point.x, point.y));
        drawing_.path(course, kind);
    }

private:
    Drawing& drawing_;
    Axis across_, upward_;
};

Axis upward_around(const std::vector<CurvePoint>& points, double floor) {
    std::vector<double> values;
    for (const auto& point : points) {
        values.push_back(std::max(point.y, floor));
        if (!limited(point)) continue;
        values.push_back(std::max(point.limits->low, floor));
        values.push_back(std::max(point.limits->high, floor));
    }
    return axis_around(values, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), bottom, top + 10);
}

}  // namespace

std::string value_curve(const std::vector<CurvePoint>& points, const std::vector<CurveMark>& marks, std::optional<double> beyond, const std::string& currency, const std::string& id) {
    if (points.size() < 2) return {};
    std::string description;
    for (const auto& mark : marks) description += fmt::format("{}: {:.4g} at {:.4g}. ", mark.name, mark.y, mark.x);
    Drawing drawing(id, picture_width, height, "Value over thresholds", description);
    Axis across{.low = points.front().x, .high = points.back().x, .start = left, .end = right};
    if (!(across.high > across.low)) across.high = across.low + 1;
    if (across.low >= 0 && across.high <= 1 && across.high - across.low > 0.4) across = {.low = 0, .high = 1, .start = left, .end = right};
    Frame frame(drawing, across, upward_around(points, -std::numeric_limits<double>::infinity()), "act on scores of at least", currency.empty() ? "value per decision" : currency + " per decision");
    if (beyond && *beyond > across.low) drawing.rectangle({left, top + 10}, across.at(*beyond) - left, bottom - top - 10, "good", "flags more than can be acted on");
    frame.band(points);
    frame.course(points, "curve");
    double last = -100;
    for (const auto& mark : marks) {
        const Point at = frame.place(mark.x, mark.y);
        drawing.line({at.x, bottom}, at, "between");
        drawing.circle(at, 4.5, "dot", fmt::format("{}: threshold {:.4g}", mark.name, mark.x));
        const bool crowded = std::abs(at.x - last) < 60;
        drawing.text({std::clamp(at.x, left + 24, right - 24), crowded ? at.y + 20 : at.y - 10}, Anchor::middle, "bound-words", mark.name);
        last = at.x;
    }
    return drawing.finish();
}

std::string decision_curve(const std::vector<CurvePoint>& model, const std::vector<CurvePoint>& all, const std::string& id) {
    if (model.size() < 2) return {};
    Drawing drawing(id, picture_width, height, "Decision curve", "Net benefit of the model, of acting on all and of acting on nobody, for each threshold probability.");
    std::vector<double> best;
    for (const auto& point : model) best.push_back(point.y);
    // Acting on all falls without end; what lies far below nobody is of no interest.
    const double floor = -0.3 * std::max(1e-6, *std::max_element(best.begin(), best.end()));
    std::vector<CurvePoint> everything = model;
    everything.insert(everything.end(), all.begin(), all.end());
    Frame frame(drawing, {.low = 0, .high = 1, .start = left, .end = right}, upward_around(everything, floor), "threshold probability", "net benefit");
    std::vector<CurvePoint> shown;
    for (const auto& point : all) {
        if (point.y >= floor) shown.push_back(point);
    }
    drawing.line(frame.place(0, 0), frame.place(1, 0), "bound");
    frame.band(model);
    frame.course(shown, "outline");
    frame.course(model, "curve");
    drawing.text({right - 4, frame.place(0, 0).y - 6}, Anchor::end, "tick", "nobody");
    if (!shown.empty()) drawing.text({std::min(frame.place(shown.back().x, 0).x + 4, right - 60), frame.place(0, shown.back().y).y - 4}, Anchor::start, "tick", "everybody");
    return drawing.finish();
}

}  // namespace report::page
