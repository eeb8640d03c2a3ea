#include "report/page/regions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"
#include "report/page/drawing.h"

namespace report::page {

std::string regions(const std::vector<Region>& of, double low, double high, double now, const std::string& id) {
    if (of.empty() || !(high > low)) return {};
    constexpr double left = 12, right = 348, row_height = 40;
    const Axis across{.low = low, .high = high, .start = left, .end = right};
    const double bottom = 10 + row_height * static_cast<double>(of.size());
    std::string description;
    for (const auto& region : of) description += region.name + (region.stretches.empty() ? ": at no threshold. " : fmt::format(": from {:.4g} to {:.4g}. ", region.stretches.front().first, std::min(region.stretches.back().second, high)));
    Drawing drawing(id, picture_width, bottom + 46, "Thresholds at which each limit is met", description);
    double y = 10;
    for (const auto& region : of) {
        drawing.text({left, y + 12}, Anchor::start, region.all ? "bound-words" : "tick", region.name + (region.stretches.empty() ? ": at no threshold" : ""));
        drawing.line({left, y + 24}, {right, y + 24}, "grid");
        for (const auto& [from, to] : region.stretches) drawing.rectangle({across.at(from), y + 18}, std::max(3.0, across.at(std::min(to, high)) - across.at(from)), 12, region.all ? "current" : "current soft");
        if (across.holds(now)) drawing.line({across.at(now), y + 15}, {across.at(now), y + 33}, "bound");
        y += row_height;
    }
    if (across.holds(now)) drawing.text({std::clamp(across.at(now), left + 16, right - 16), 8}, Anchor::middle, "tick", "now");
    drawing.line({left, bottom}, {right, bottom}, "axis");
    const Measure number{.kind = Measure::Kind::number, .currency = {}};
    for (const double tick : ticks(across, 5)) drawing.text({across.at(tick), bottom + 16}, Anchor::middle, "tick", write_exact(number, tick));
    drawing.text({(left + right) / 2, bottom + 38}, Anchor::middle, "axis-name", "act on scores of at least");
    return drawing.finish();
}

}  // namespace report::page
