#include "operations/live/history_bytes.h"

#include <algorithm>

#include "operations/live/packed_parts.h"

namespace operations {

namespace {

constexpr std::uint64_t matured = 1, estimated = 2, bounded = 4, held_then = 8;

}  // namespace

std::string bytes_of(const std::vector<HistoryPoint>& points) {
    base::Packer to;
    to.number(points.size());
    for (const auto& point : points) {
        to.text(point.check);
        put(to, point.value);
        put(to, point.interval);
        to.number(static_cast<std::uint64_t>(point.verdict));
        to.text(metrics::name(point.reason));
        to.whole(point.rows);
        to.number((point.matured ? matured : 0u) + (point.estimated ? estimated : 0u) + (point.bound ? bounded : 0u) + (point.then ? held_then : 0u));
        put(to, point.evidence);
        put(to, point.since);
        if (point.bound) put(to, point.bound);
        if (point.then) to.number(static_cast<std::uint64_t>(*point.then));
    }
    return to.bytes();
}

std::vector<HistoryPoint> points_from(const std::string& bytes, report::Period window) {
    base::Unpacker from(bytes);
    std::vector<HistoryPoint> points(from.count());
    for (auto& point : points) {
        point.window = window;
        point.check = from.text();
        point.value = real(from);
        point.interval = limits(from);
        point.verdict = static_cast<verdicts::Verdict>(std::min<std::uint64_t>(from.number(), 2));
        const std::string reason = from.text();
        for (int i = 0; i <= static_cast<int>(metrics::Reason::not_computed); ++i) {
            if (metrics::name(static_cast<metrics::Reason>(i)) == reason) point.reason = static_cast<metrics::Reason>(i);
        }
        point.rows = from.whole();
        const auto flags = from.number();
        point.matured = (flags & matured) != 0;
        point.estimated = (flags & estimated) != 0;
        point.evidence = real(from);
        point.since = limits(from);
        if ((flags & bounded) != 0) point.bound = limits(from);
        if ((flags & held_then) != 0) point.then = static_cast<verdicts::Verdict>(std::min<std::uint64_t>(from.number(), 2));
    }
    if (from.failed()) points.clear();
    return points;
}

}  // namespace operations
