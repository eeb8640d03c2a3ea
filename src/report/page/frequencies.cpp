#include "report/page/frequencies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/page/drawing.h"

namespace report::page {

namespace {

using value::Frequencies;
using value::number;
using value::Words;

constexpr std::int64_t icons_max = 1'600;

enum class Mark { hit, missed, alarm, rest };

void draw(Drawing& drawing, Mark mark, Point centre, double radius) {
    switch (mark) {
        case Mark::hit: drawing.circle(centre, radius, "icon-hit"); return;
        case Mark::missed: drawing.circle(centre, radius * 0.85, "icon-missed"); return;
        case Mark::alarm: {
            const double reach = radius * 0.8;
            drawing.line({centre.x - reach, centre.y - reach}, {centre.x + reach, centre.y + reach}, "icon-alarm");
            drawing.line({centre.x - reach, centre.y + reach}, {centre.x + reach, centre.y - reach}, "icon-alarm");
            return;
        }
        case Mark::rest: break;
    }
    drawing.circle(centre, radius * 0.3, "icon-rest");
}

struct Part {
    Mark mark;
    std::int64_t count = 0;  ///< cases
    std::string words;
};

std::array<Part, 4> parts_of(const Frequencies& n, const Words& words) {
    return {{{Mark::hit, n.true_positive, fmt::format("{} and {}", words.event, words.decision)},
             {Mark::missed, n.false_negative, fmt::format("{} and not {}", words.event, words.decision)},
             {Mark::alarm, n.false_positive, fmt::format("not {} and {} all the same", words.event, words.decision)},
             {Mark::rest, n.true_negative, fmt::format("neither {} nor {}", words.event, words.decision)}}};
}

/// How the class is drawn: all of it, only those that something happened to, or a mark for ten.
struct Scale {
    Frequencies drawn;
    bool rest = true;
    std::int64_t each = 1;
};
Scale scale_of(const Frequencies& counts) {
    if (counts.of <= icons_max) return {counts};
    if (counts.of - counts.true_negative <= icons_max) return {counts, false, 1};
    const value::Cells cells{static_cast<double>(counts.true_positive), static_cast<double>(counts.false_positive), static_cast<double>(counts.false_negative), static_cast<double>(counts.true_negative)};
    return {value::frequencies(cells, counts.of / 10), true, 10};
}

std::string shortened(const std::string& words, std::size_t letters) {
    return words.size() <= letters ? words : words.substr(0, words.find_last_of(' ', letters) == std::string::npos ? letters : words.find_last_of(' ', letters)) + " …";
}

}  // namespace

std::string icon_words(const Frequencies& counts, const Words& words) {
    std::string text = fmt::format("Of {} {}:", number(counts.of), words.cases);
    const auto parts = parts_of(counts, words);
    for (std::size_t i = 0; i < parts.size(); ++i) text += fmt::format("{} {} {}", i == 0 ? "" : i == 3 ? " and" : ",", number(parts[i].count), parts[i].words);
    const Scale scale = scale_of(counts);
    text += ".";
    if (!scale.rest) text += " The last are not drawn.";
    if (scale.each > 1) text += fmt::format(" Each mark stands for {}.", scale.each);
    return text;
}

std::string icon_array(const Frequencies& counts, const Words& words, const std::string& id) {
    const Scale scale = scale_of(counts);
    const auto drawn = parts_of(scale.drawn, words);
    const auto told = parts_of(counts, words);
    std::int64_t marks = 0;
    for (const Part& part : drawn) marks += part.mark == Mark::rest && !scale.rest ? 0 : part.count;
    const std::int64_t columns = marks <= 100 ? 20 : 40;
    const double step = picture_width / static_cast<double>(columns);
    const double height = step * static_cast<double>((marks + columns - 1) / columns);
    constexpr double line = 19;
    Drawing drawing(id, picture_width, height + 4 * line + 14, fmt::format("{} {}, one by one", number(counts.of), words.cases), icon_words(counts, words));
    std::int64_t at = 0;
    for (const Part& part : drawn) {
        if (part.mark == Mark::rest && !scale.rest) continue;
        for (std::int64_t i = 0; i < part.count; ++i, ++at) draw(drawing, part.mark, {step * (static_cast<double>(at % columns) + 0.5), step * (static_cast<double>(at / columns) + 0.5)}, step * 0.36);
    }
    double y = height + 20;
    for (const Part& part : told) {
        draw(drawing, part.mark, {10, y - 4}, 5);
        drawing.text({64, y}, Anchor::end, "row-value", number(part.count));
        drawing.text({72, y}, Anchor::start, "tick", shortened(part.words, 44));
        y += line;
    }
    return drawing.finish();
}

std::string tree_words(const Frequencies& n, const Words& words) {
    return fmt::format("Of {} {}, {} are {} ({} of them {}, {} not) and {} are not ({} of them {}, {} not).", number(n.of), words.cases, number(n.flagged()), words.decision, number(n.true_positive), words.event,
                       number(n.false_positive), number(n.unflagged()), number(n.false_negative), words.event, number(n.true_negative));
}

std::string tree(const Frequencies& n, const Words& words, const std::string& id) {
    constexpr double box = 44, leaf = 80, top = 4, middle = 84, bottom = 168;
    Drawing drawing(id, picture_width, bottom + box + 24, fmt::format("{} {}, divided twice", number(n.of), words.cases), tree_words(n, words));
    const auto node = [&](double x, double y, double width, std::int64_t count, const std::string& below) {
        drawing.rectangle({x - width / 2, y}, width, box, "box");
        drawing.text({x, y + 19}, Anchor::middle, "row-value", number(count));
        drawing.text({x, y + 35}, Anchor::middle, "tick", below);
    };
    constexpr double whole = picture_width / 2;
    constexpr std::array<double, 2> halves{92, 268};
    constexpr std::array<double, 4> quarters{48, 136, 224, 312};
    for (std::size_t i = 0; i < 2; ++i) drawing.line({whole, top + box}, {halves[i], middle}, "axis");
    for (std::size_t i = 0; i < 4; ++i) drawing.line({halves[i / 2], middle + box}, {quarters[i], bottom}, "axis");
    node(whole, top, 150, n.of, shortened(words.cases, 22));
    node(halves[0], middle, 150, n.flagged(), shortened(words.decision, 20));
    node(halves[1], middle, 150, n.unflagged(), shortened("not " + words.decision, 20));
    const std::string event = shortened(words.event, 10);
    const std::string other = shortened("not " + words.event, 11);
    node(quarters[0], bottom, leaf, n.true_positive, event);
    node(quarters[1], bottom, leaf, n.false_positive, other);
    node(quarters[2], bottom, leaf, n.false_negative, event);
    node(quarters[3], bottom, leaf, n.true_negative, other);
    constexpr std::array<std::string_view, 4> meanings{"found", "false alarm", "missed", "left alone"};
    for (std::size_t i = 0; i < 4; ++i) drawing.text({quarters[i], bottom + box + 16}, Anchor::middle, "axis-name", meanings[i]);
    return drawing.finish();
}

}  // namespace report::page
