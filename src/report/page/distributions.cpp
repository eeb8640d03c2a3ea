#include <fmt/format.h>

#include <algorithm>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/page/drawing.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

// Beyond this many bins their names no longer fit beside bars.
constexpr std::size_t bars_max = 14;
constexpr std::size_t label_characters_max = 17;

double largest(const Figure& figure) {
    double most = 0;
    for (const double share : figure.reference) most = std::max(most, share);
    for (const double share : figure.current) most = std::max(most, share);
    return most > 0 ? most : 1;
}

std::string percent(double share) {
    return write(measure(Measure::Kind::share, {}, std::vector<double>{share}, {}), share);
}

std::string description_of(const Figure& figure) {
    std::string text;
    for (std::size_t i = 0; i < figure.labels.size(); ++i) {
        text += fmt::format("{}: reference {}, current {}. ", figure.labels[i], percent(figure.reference[i]), percent(figure.current[i]));
    }
    return text;
}

enum class Style { bars, outlines };

void draw_legend(Drawing& drawing, Style style) {
    if (style == Style::bars) drawing.rectangle({8, 6}, 14, 10, "reference");
    else drawing.path({{4, 11}, {22, 11}}, "outline");
    drawing.text({27, 15}, Anchor::start, "tick", "reference");
    drawing.rectangle({108, 6}, 14, 10, style == Style::bars ? "current" : "current soft");
    drawing.text({127, 15}, Anchor::start, "tick", "current");
}

std::string bars(const Figure& figure, const std::string& id) {
    constexpr double left = 126;
    constexpr double right = picture_width - 8;
    constexpr double head = 28;
    constexpr double row = 26;
    const double bottom = head + row * static_cast<double>(figure.labels.size());
    const Axis shares{.low = 0, .high = largest(figure) * 1.08, .start = left, .end = right};
    Drawing drawing(id, picture_width, bottom + 24, figure.title + ": reference and current", description_of(figure));
    draw_legend(drawing, Style::bars);
    for (const double tick : ticks(shares, 3)) {
        drawing.line({shares.at(tick), head - 4}, {shares.at(tick), bottom}, "grid");
        drawing.text({shares.at(tick), bottom + 16}, Anchor::middle, "tick", write_exact({.kind = Measure::Kind::share, .currency = {}}, tick));
    }
    for (std::size_t i = 0; i < figure.labels.size(); ++i) {
        const double top = head + row * static_cast<double>(i);
        drawing.text({left - 8, top + 16}, Anchor::end, "row-name", shortened(plain(figure.labels[i]), label_characters_max));
        drawing.rectangle({left, top + 3}, shares.at(figure.reference[i]) - left, 9, "reference", figure.labels[i] + ", reference: " + percent(figure.reference[i]));
        drawing.rectangle({left, top + 13}, shares.at(figure.current[i]) - left, 9, "current", figure.labels[i] + ", current: " + percent(figure.current[i]));
    }
    drawing.line({left, head - 4}, {left, bottom}, "axis");
    return drawing.finish();
}

std::string outlines(const Figure& figure, const std::string& id) {
    constexpr double left = 46;
    constexpr double right = picture_width - 8;
    constexpr double top = 28;
    constexpr double bottom = 180;
    const auto count = static_cast<double>(figure.labels.size());
    const double step = (right - left) / count;
    const Axis shares{.low = 0, .high = largest(figure) * 1.08, .start = bottom, .end = top};
    Drawing drawing(id, picture_width, bottom + 26, figure.title + ": reference and current", description_of(figure));
    draw_legend(drawing, Style::outlines);
    for (const double tick : ticks(shares, 4)) {
        drawing.line({left, shares.at(tick)}, {right, shares.at(tick)}, "grid");
        drawing.text({left - 6, shares.at(tick) + 4}, Anchor::end, "tick", write_exact({.kind = Measure::Kind::share, .currency = {}}, tick));
    }
    std::vector<Point> outline{{left, bottom}};
    for (std::size_t i = 0; i < figure.labels.size(); ++i) {
        const double x = left + step * static_cast<double>(i);
        const std::string tip = fmt::format("{}: reference {}, current {}", figure.labels[i], percent(figure.reference[i]), percent(figure.current[i]));
        drawing.rectangle({x + 0.5, shares.at(figure.current[i])}, step - 1, bottom - shares.at(figure.current[i]), "current soft", tip);
        outline.push_back({x, shares.at(figure.reference[i])});
        outline.push_back({x + step, shares.at(figure.reference[i])});
    }
    outline.push_back({right, bottom});
    drawing.path(outline, "outline");
    drawing.line({left, bottom}, {right, bottom}, "axis");
    drawing.text({left, bottom + 17}, Anchor::start, "tick", shortened(plain(figure.labels.front()), label_characters_max));
    drawing.text({right, bottom + 17}, Anchor::end, "tick", shortened(plain(figure.labels.back()), label_characters_max));
    return drawing.finish();
}

}  // namespace

std::string distributions(const Figure& figure, const std::string& id) {
    const bool complete = !figure.labels.empty() && figure.reference.size() == figure.labels.size() && figure.current.size() == figure.labels.size();
    if (!complete) return {};
    return figure.labels.size() <= bars_max ? bars(figure, id) : outlines(figure, id);
}

}  // namespace report::page
