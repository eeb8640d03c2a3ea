#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "report/numbers.h"
#include "report/page/drawing.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

constexpr double left = 56;
constexpr double right = 336;
constexpr double top = 10;
constexpr double bottom = 290;
constexpr double height = 336;
constexpr Axis across{.low = 0, .high = 1, .start = left, .end = right};
constexpr Axis upward{.low = 0, .high = 1, .start = bottom, .end = top};

Point place(double x, double y) {
    return {across.at(x), upward.at(y)};
}

std::string percent(double share) {
    return write_exact({.kind = Measure::Kind::share, .currency = {}}, std::round(share * 1000) / 1000);
}

/// Both axes are shares from 0 to 100 %; the diagonal is what perfect calibration, or guessing, looks like.
void draw_square(Drawing& drawing, std::string_view below, std::string_view beside, std::string_view diagonal) {
    for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        drawing.line(place(tick, 0), place(tick, 1), "grid");
        drawing.line(place(0, tick), place(1, tick), "grid");
        drawing.text({across.at(tick), bottom + 16}, Anchor::middle, "tick", percent(tick));
        drawing.text({left - 6, upward.at(tick) + 4}, Anchor::end, "tick", percent(tick));
    }
    drawing.line(place(0, 0), place(1, 1), "diagonal");
    drawing.text({(left + right) / 2, bottom + 38}, Anchor::middle, "axis-name", below);
    drawing.text({left + 6, top + 14}, Anchor::start, "axis-name", fmt::format("↑ {}", beside));
    drawing.text({right - 6, bottom - 8}, Anchor::end, "tick", diagonal);
}

}  // namespace

std::string reliability(const Figure& figure, const std::string& id) {
    if (figure.points.empty()) return {};
    std::string description;
    for (const auto& [score, share] : figure.points) description += fmt::format("Said {}, happened {}. ", percent(score), percent(share));
    const std::string title = (figure.title.empty() ? "" : figure.title + ": ") + "what was said and what happened";
    Drawing drawing(id, picture_width, height, title, description);
    draw_square(drawing, "probability that was stated", "share that happened", "dashed: as stated");
    std::vector<Point> course;
    for (const auto& [score, share] : figure.points) course.push_back(place(score, share));
    drawing.path(course, "course");
    for (std::size_t i = 0; i < course.size(); ++i) {
        const double share_of_rows = i < figure.sizes.size() ? figure.sizes[i] : 0;
        const std::string tip = fmt::format("said {}, happened {}, {} of the rows", percent(figure.points[i].first), percent(figure.points[i].second), percent(share_of_rows));
        drawing.circle(course[i], 3 + 18 * std::sqrt(std::clamp(share_of_rows, 0.0, 1.0)), "bubble", tip);
    }
    return drawing.finish();
}

std::string roc(const Figure& figure, const std::string& id) {
    if (figure.points.empty()) return {};
    const std::string title = (figure.title.empty() ? "" : figure.title + ": ") + "ROC curve";
    const std::string description = "For every threshold, the share of negatives flagged by mistake and the share of positives found.";
    Drawing drawing(id, picture_width, height, title, description);
    draw_square(drawing, "negatives flagged by mistake", "positives found", "dashed: guessing");
    std::vector<Point> course;
    for (const auto& [mistaken, found] : figure.points) course.push_back(place(mistaken, found));
    drawing.path(course, "curve");
    return drawing.finish();
}

}  // namespace report::page
