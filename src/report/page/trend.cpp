#include <algorithm>
#include <cmath>

#include "report/numbers.h"
#include "report/outline.h"
#include "report/page/drawing.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

constexpr double height = 220;
constexpr double left = 58;
constexpr double right = picture_width - 12;
constexpr double top = 24;
constexpr double bottom = height - 30;

std::vector<double> numbers_of(const PromiseResult& result, const charter::Bound& bound) {
    std::vector<double> numbers = ends_of(bound);
    for (const TrendPoint& point : result.trend) {
        if (point.value) numbers.push_back(*point.value);
        if (point.interval) numbers.insert(numbers.end(), {point.interval->low, point.interval->high});
    }
    return numbers;
}

std::string day_of(base::Time time) {
    return base::format(time).substr(0, 10);
}

std::string tip_of(const TrendPoint& point, const Measure& measure) {
    std::string tip = base::format(point.window.start) + ": " + std::string(verdicts::name(point.verdict));
    if (point.value) tip += ", " + write(measure, *point.value);
    if (point.interval) tip += " (" + write(measure, *point.interval) + ")";
    return tip;
}

void draw_frame(Drawing& drawing, const Axis& values, const charter::Bound& bound, const Measure& measure) {
    const double good_top = values.at(bound.high);
    drawing.rectangle({left, good_top}, right - left, values.at(bound.low) - good_top, "good");
    for (const double tick : ticks(values, 4)) {
        drawing.line({left, values.at(tick)}, {right, values.at(tick)}, "grid");
        drawing.text({left - 6, values.at(tick) + 4}, Anchor::end, "tick", write_tick(measure, tick));
    }
    for (const double end : ends_of(bound)) drawing.line({left, values.at(end)}, {right, values.at(end)}, "bound");
    drawing.text({right, 14}, Anchor::end, "bound-words", write(measure, bound));
    drawing.line({left, bottom}, {right, bottom}, "axis");
}

void draw_points(Drawing& drawing, const PromiseResult& result, const Axis& values, const Measure& measure) {
    const auto count = static_cast<double>(result.trend.size());
    const double size = count > 30 ? 3 : count > 18 ? 4 : 5;
    const auto x_of = [&](std::size_t i) { return left + (right - left) * (static_cast<double>(i) + 0.5) / count; };
    std::vector<Point> run;
    const auto flush = [&] {
        drawing.path(run, "course");
        run.clear();
    };
    for (std::size_t i = 0; i < result.trend.size(); ++i) {
        const TrendPoint& point = result.trend[i];
        if (point.value) run.push_back({x_of(i), values.at(*point.value)});
        else flush();  // a window without a value is a gap in the line
    }
    flush();
    for (std::size_t i = 0; i < result.trend.size(); ++i) {
        const TrendPoint& point = result.trend[i];
        if (point.interval && result.promise.about == charter::About::process) {
            drawing.line({x_of(i), values.at(point.interval->low)}, {x_of(i), values.at(point.interval->high)}, "whisker");
        }
        if (point.value) drawing.verdict({x_of(i), values.at(*point.value)}, size, point.verdict, tip_of(point, measure));
        else drawing.text({x_of(i), bottom - 4}, Anchor::middle, "tick", "?");
    }
}

}  // namespace

std::string trend(const PromiseResult& result, const Scorecard& card, const std::string& id) {
    const Check* check = deciding_check(result);
    if (check == nullptr || result.trend.size() < 2) return {};
    const Measure measure = measure_of(result, card);
    const Axis values = axis_around(numbers_of(result, check->bound), result.metric->lowest, result.metric->highest, bottom, top);
    std::string description;
    for (const TrendPoint& point : result.trend) description += tip_of(point, measure) + ". ";
    Drawing drawing(id, picture_width, height, result.promise.id + ": over time", description);
    draw_frame(drawing, values, check->bound, measure);
    draw_points(drawing, result, values, measure);
    drawing.text({left, bottom + 18}, Anchor::start, "tick", day_of(result.trend.front().window.start));
    drawing.text({right, bottom + 18}, Anchor::end, "tick", "to " + day_of(result.trend.back().window.end));
    return drawing.finish();
}

}  // namespace report::page
