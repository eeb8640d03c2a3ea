#include "report/page/rivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/page/drawing.h"
#include "report/page/pictures.h"

namespace report::page {

namespace {

constexpr double left = 62;
constexpr double right = 344;
constexpr double top = 28;
constexpr double bottom = 250;
constexpr double height = 300;

double scaled(const Field& field, double asks) { return field.tenfold ? std::log10(std::max(asks, 1e-300)) : asks; }

/// Names stand beside their points, on the side with more room, and move apart where they would meet.
struct Label {
    std::string text;
    Point at;
    Anchor anchor;
};
std::vector<Label> labels_of(const Field& field, const std::vector<Point>& places) {
    std::vector<Label> labels;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const bool leftwards = places[i].x > (left + right) / 2;
        labels.push_back({shortened(field.models[i].name, 18), {places[i].x + (leftwards ? -9 : 9), places[i].y + 4}, leftwards ? Anchor::end : Anchor::start});
    }
    std::vector<std::size_t> order(labels.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return labels[a].at.y < labels[b].at.y; });
    const auto reach = [&](const Label& label) {
        const double width = 7.0 * static_cast<double>(length_of(label.text));
        return label.anchor == Anchor::start ? std::pair{label.at.x, label.at.x + width} : std::pair{label.at.x - width, label.at.x};
    };
    for (std::size_t i = 1; i < order.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            Label &later = labels[order[i]], &earlier = labels[order[j]];
            const auto [a, b] = reach(later);
            const auto [c, d] = reach(earlier);
            if (a < d && c < b && later.at.y < earlier.at.y + 14 && later.at.y > earlier.at.y - 14) later.at.y = earlier.at.y + 14;
        }
    }
    return labels;
}

std::vector<double> tenfold_ticks(const Axis& axis) {
    std::vector<double> found;
    for (double power = std::ceil(axis.low); power <= axis.high; ++power) found.push_back(power);
    while (found.size() > 5) {
        for (std::size_t i = found.size(); i-- > 0;) {
            if (i % 2 == 1) found.erase(found.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return found;
}

void draw_axes(Drawing& drawing, const Field& field, const Axis& across, const Axis& upward) {
    for (const double tick : ticks(upward, 4)) {
        drawing.line({left, upward.at(tick)}, {right, upward.at(tick)}, "grid");
        drawing.text({left - 6, upward.at(tick) + 4}, Anchor::end, "tick", field.write_brings(tick));
    }
    for (const double tick : field.tenfold ? tenfold_ticks(across) : ticks(across, 4)) {
        drawing.line({across.at(tick), top}, {across.at(tick), bottom}, "grid");
        drawing.text({across.at(tick), bottom + 16}, Anchor::middle, "tick", field.write_asks(field.tenfold ? std::pow(10, tick) : tick));
    }
    drawing.text({(left + right) / 2, bottom + 38}, Anchor::middle, "axis-name", field.asks + (field.tenfold ? ", in tenfold steps" : ""));
    drawing.text({6, 14}, Anchor::start, "axis-name", fmt::format("↑ {}", field.brings));
}

}  // namespace

std::string standing_field(const Field& field, const std::string& id) {
    std::vector<double> asks, brings;
    for (const Standing& model : field.models) {
        asks.push_back(scaled(field, model.asks));
        brings.push_back(model.brings);
    }
    const Axis across = axis_around(asks, field.tenfold ? -1e300 : 0, 1e300, left, right);
    const Axis upward = axis_around(brings, -1e300, 1e300, bottom, top);
    Drawing drawing(id, picture_width, height, field.title, field.words);
    draw_axes(drawing, field, across, upward);
    std::vector<Point> places, unbeaten;
    for (const Standing& model : field.models) {
        places.push_back({across.at(scaled(field, model.asks)), upward.at(model.brings)});
        if (model.unbeaten) unbeaten.push_back(places.back());
    }
    std::stable_sort(unbeaten.begin(), unbeaten.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    if (unbeaten.size() > 1) drawing.path(unbeaten, "course");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Standing& model = field.models[i];
        if (model.unbeaten) drawing.circle(places[i], 6, "dot", model.tip);
        else drawing.circle(places[i], 5, "bubble", model.tip);
    }
    const auto labels = labels_of(field, places);
    for (std::size_t i = 0; i < labels.size(); ++i) drawing.text(labels[i].at, labels[i].anchor, field.models[i].product ? "row-value" : "tick", labels[i].text);
    return drawing.finish();
}

std::string sides_bars(const std::vector<SidesRow>& rows, const std::string& id) {
    constexpr double start = 128, end = picture_width - 10, head = 46, row_height = 30;
    double most = 1;
    std::string words;
    const std::size_t shown = std::min(rows.size(), picture_rows_max);
    for (std::size_t i = 0; i < shown; ++i) {
        const SidesRow& row = rows[i];
        most = std::max({most, row.gets_rightly + row.gets_wrongly, row.loses_rightly + row.loses_wrongly});
        words += fmt::format("{}: {:.0f} of 1,000 newly get it, {:.0f} lose it. ", row.name, row.gets_rightly + row.gets_wrongly, row.loses_rightly + row.loses_wrongly);
    }
    const double foot = head + row_height * static_cast<double>(shown);
    const Axis people{.low = -most * 1.1, .high = most * 1.1, .start = start, .end = end};
    Drawing drawing(id, picture_width, foot + 42, "Who changes sides, of 1,000", words);
    drawing.rectangle({start, 4}, 14, 10, "current");
    drawing.text({start + 19, 13}, Anchor::start, "tick", "rightly");
    drawing.rectangle({start + 84, 4}, 14, 10, "reference");
    drawing.text({start + 103, 13}, Anchor::start, "tick", "wrongly");
    drawing.text({people.at(0) - 8, 36}, Anchor::end, "axis-name", "← lose it");
    drawing.text({people.at(0) + 8, 36}, Anchor::start, "axis-name", "newly get it →");
    for (const double tick : ticks(people, 4)) {
        drawing.line({people.at(tick), head}, {people.at(tick), foot}, "grid");
        drawing.text({people.at(tick), foot + 16}, Anchor::middle, "tick", grouped(std::abs(tick), tick == std::round(tick) ? 0 : 1));
    }
    for (std::size_t i = 0; i < shown; ++i) {
        const SidesRow& row = rows[i];
        const double y = head + row_height * static_cast<double>(i) + 7;
        drawing.text({start - 8, y + 12}, Anchor::end, "tick", shortened(row.name, 17));
        const auto bar = [&](double from, double to, std::string_view kind, const std::string& tip) {
            const double a = people.at(std::min(from, to)), b = people.at(std::max(from, to));
            if (b > a) drawing.rectangle({a, y}, b - a, 16, kind, tip);
        };
        bar(0, row.gets_rightly, "current", fmt::format("{:.1f} newly get it rightly", row.gets_rightly));
        bar(row.gets_rightly, row.gets_rightly + row.gets_wrongly, "reference", fmt::format("{:.1f} newly get it wrongly", row.gets_wrongly));
        bar(0, -row.loses_rightly, "current", fmt::format("{:.1f} lose it rightly", row.loses_rightly));
        bar(-row.loses_rightly, -row.loses_rightly - row.loses_wrongly, "reference", fmt::format("{:.1f} lose it wrongly", row.loses_wrongly));
        if (row.few) drawing.text({people.at(0) + 6, y + 12}, Anchor::start, "tick", "too few to say");
    }
    drawing.line({people.at(0), head}, {people.at(0), foot}, "axis");
    drawing.text({(start + end) / 2, foot + 36}, Anchor::middle, "axis-name", "of 1,000 people");
    return drawing.finish();
}

}  // namespace report::page
